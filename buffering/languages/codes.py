"""The code of a language, however a caller writes it. Pure."""

from __future__ import annotations

from ..generated.aliases import ALIASES


def code_of(language: str) -> str:
    """The code under which tables know ``language``: ``pt-BR`` and ``pt_PT`` are ``pt``, ``iw`` and ``heb`` are ``he``.

    That is the ISO 639-1 code, or where there is none the ISO 639-3 one, without script and region. Norwegian is
    ``no``, Tagalog ``fil``. What is no code comes back in lower case.
    """
    code = language.strip().replace("_", "-").partition("-")[0].lower()
    return ALIASES.get(code, code)
