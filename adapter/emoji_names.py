"""Names for emoji, for ``Speakable``, from the ``emoji`` package (extra ``emoji``)."""

from __future__ import annotations

from collections.abc import Mapping

from buffering.languages.codes import code_of

from .errors import ExtraMissing


def emoji_names(language: str = "en") -> Mapping[str, str]:
    """The name of every emoji in ``language`` (ISO 639, with or without a region), or in English if there is none.

    Use as ``Speakable(emoji=emoji_names("de"))``. Raises ExtraMissing if the package is not installed.
    """
    try:
        import emoji
    except ImportError:
        raise ExtraMissing("names for emoji need the extra: pip install 'saystream[emoji]'") from None
    code = code_of(language)
    if code in emoji.LANGUAGES:
        emoji.config.load_language(code)
    return {
        mark: str(names.get(code) or names["en"]).strip(":").replace("_", " ")
        for mark, names in emoji.EMOJI_DATA.items()
    }
