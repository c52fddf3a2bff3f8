"""What a lost or refused link means: which error it is, and how often it is worth trying again. Pure.

The order of evidence: the caller's own cancellation (never seen here: it is no error of ours); the service's own error
message (its codec reads it); the HTTP status of a refused handshake; the close code with its reason; what went wrong
on the way. ``tries`` counts in a row, those with fewer tries also by themselves; a newly voiced word sets both back.

=====================  =====================  =====  ==========================================================
evidence               error                  tries  why
=====================  =====================  =====  ==========================================================
HTTP 401               AuthFailed             0      the key will not get better
HTTP 402               QuotaExceeded          0
HTTP 408, 425, 429,    ServiceUnavailable     4      429 and 503 may say when (``Retry-After``)
5xx
other HTTP             BadRequest             0      path, voice, model, parameter, or a redirect
1000, 1001, 1005,      SpeechIncomplete       4      restarts, idle close, overload; an end with text owed is a
1006, 1011-1014                                      loss, whatever its code
1008 and reason        AuthFailed, Quota-     0      services close by policy for both
                       Exceeded
1002, 1003, 1007-1010  SpeechIncomplete       1      our bytes or its: a fresh link may help once
3000-4999              SpeechIncomplete       1      the service's own; its codec may know better
=====================  =====================  =====  ==========================================================
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from ..errors import AdapterError, AuthFailed, BadRequest, QuotaExceeded, ServiceUnavailable, SpeechIncomplete

_RETRYABLE_STATUS = frozenset({408, 425, 429})
_TRANSIENT = frozenset({1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015})
_AUTH = re.compile(r"api.?key|unauthori[sz]ed|forbidden|authenticat|credential|unusual activity", re.IGNORECASE)
_QUOTA = re.compile(r"quota|credit|billing|payment|subscription|insufficient (?:funds|balance)", re.IGNORECASE)


def refused(name: str, status: int, reason: str, retry_after: float | None = None) -> AdapterError:
    """What an HTTP answer to a handshake means. ``reason``, its body, is fit for one line."""
    message = f"{name} refused the connection (HTTP {status}){': ' + reason if reason else ''}"
    kind: type[AdapterError] = {401: AuthFailed, 402: QuotaExceeded}.get(status, BadRequest)
    if status in _RETRYABLE_STATUS or status >= 500:
        kind = ServiceUnavailable
    return kind(message, close_code=status, retry_after=retry_after)


def closed(name: str, code: int | None, reason: str) -> AdapterError:
    """What the end of a link in the middle of a turn means; ``code`` is None if it came without a closing frame."""
    message = (
        f"{name} closed the connection in the middle of the turn"
        f" (code {code if code is not None else 'none'}{': ' + reason if reason else ''})"
    )
    if code == 1008 and _AUTH.search(reason):
        return AuthFailed(message, close_code=code)
    if code == 1008 and _QUOTA.search(reason):
        return QuotaExceeded(message, close_code=code)
    return SpeechIncomplete(message, close_code=code, tries=None if code is None or code in _TRANSIENT else 1)


def seconds_to_wait(value: str, now: float) -> float | None:
    """What a ``Retry-After`` header asks for, in seconds; None for one that cannot be read. ``now`` is in Unix time."""
    if re.fullmatch(r"\s*\d{1,9}\s*", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
