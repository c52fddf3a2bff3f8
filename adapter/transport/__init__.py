"""The websocket to a speech service: open, send, receive, close, keep warm, and try again.

The only client-side importer of websockets and tenacity. Knows no concrete service: what a refusal means is asked of
the endpoint, when to try again of ``retry.py``. Knows nothing of text or turns.
"""

from .attempts import tries
from .inbox import Link, size_of
from .opening import open_link
from .warm import WarmLink

__all__ = ["Link", "WarmLink", "open_link", "size_of", "tries"]
