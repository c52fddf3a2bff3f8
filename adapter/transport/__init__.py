"""How frames travel to a speech service and back: open, send, receive, close, keep warm, and try again.

``inbox.py`` is a link over any carrier: ``websocket.py`` or ``http.py``. Knows no concrete service: the endpoint says
what a refusal means, ``retry.py`` when to try again. Knows nothing of text or turns.
"""

from .attempts import openings, wait_before_next
from .inbox import Link, size_of
from .opening import open_link
from .warm import WarmLink

__all__ = ["Link", "WarmLink", "open_link", "openings", "size_of", "wait_before_next"]
