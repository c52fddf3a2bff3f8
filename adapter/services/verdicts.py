"""What a lost or refused link means: which error it is, and how often another try is worth it. Pure.

Evidence counts in this order: the caller's cancellation (never seen here, since it is not our error); the service's
error message (read by its codec); the HTTP status of a refused handshake; the close code with its reason; the failure
of the network. ``tries`` counts failures in a row. Those with fewer tries are also counted separately. A newly voiced
word resets both counts.

=====================  =====================  =====  ==========================================================
evidence               error                  tries  why
=====================  =====================  =====  ==========================================================
HTTP 401               AuthFailed, or by its  0      trying again cannot help; some services say in the
                       words QuotaExceeded           body that the account is used up
HTTP 402               QuotaExceeded          0
HTTP 408, 425, 429,    ServiceUnavailable     4      429 and 503 may say when (``Retry-After``); a 429 whose body
5xx                                                  says that nothing is left to pay with is QuotaExceeded
other HTTP             BadRequest, or a 403   0      path, voice, model, parameter, or a redirect
                       by its words
1000, 1001, 1005,      SpeechIncomplete       4      restarts, idle close, overload; an end with text owed is a
1006, 1011-1014                                      loss, whatever its code
1002, 1008 and words   AuthFailed, Quota-     0      services use these for both
                       Exceeded
1002, 1003, 1007-1010  SpeechIncomplete       1      bad bytes, ours or its: a fresh link may help
3000-4999              SpeechIncomplete       1      the service's own; its codec may know better
=====================  =====================  =====  ==========================================================
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from ..errors import AdapterError, AuthFailed, BadRequest, QuotaExceeded, ServiceUnavailable, SpeechIncomplete, one_line

_RETRYABLE_STATUS = frozenset({408, 425, 429})
_TRANSIENT = frozenset({1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015})
_BY_POLICY = frozenset({1002, 1008})
_SPENT = re.compile(r"quota|credits?\b|insufficient[ _](?:funds|balance)|payment[ _]required", re.IGNORECASE)
_AUTH = re.compile(r"api[ _-]?key|unauthori[sz]ed|authenticat|credential|unusual[ _]activity", re.IGNORECASE)
_BILLED = re.compile(r"insufficient[ _](?:quota|credits?|funds|balance)|billing", re.IGNORECASE)
"""Unlike other words about quotas, these never mean a rate limit, which soon passes."""
_FORBIDDEN = re.compile(r"forbidden", re.IGNORECASE)
_ACCOUNT = re.compile(r"billing|payment|subscription", re.IGNORECASE)


def refused(name: str, status: int, reason: str, retry_after: float | None = None) -> AdapterError:
    """The error for an HTTP answer to a handshake or a request.

    ``reason``: its body. ``retry_after``: seconds that it asks to wait.
    """
    message = f"{name} refused the connection (HTTP {status}){': ' + one_line(reason) if reason else ''}"
    return _refusal(status, reason)(message, close_code=status, retry_after=retry_after)


def _refusal(status: int, reason: str) -> type[AdapterError]:
    """Words count only with a status that concerns the account: other bodies may repeat the speech text."""
    if status == 402 or (status == 429 and _BILLED.search(reason)):
        return QuotaExceeded
    if status in _RETRYABLE_STATUS or status >= 500:
        return ServiceUnavailable
    if status in (401, 403) and _SPENT.search(reason):
        return QuotaExceeded
    return AuthFailed if status == 401 or (status == 403 and _AUTH.search(reason)) else BadRequest


def closed(name: str, code: int | None, reason: str) -> AdapterError:
    """The error for a link that ended in the middle of a turn. ``code``: None if it ended without a close frame."""
    message = (
        f"{name} closed the connection in the middle of the turn"
        f" (code {code if code is not None else 'none'}{': ' + one_line(reason) if reason else ''})"
    )
    if code in _BY_POLICY and _SPENT.search(reason):
        return QuotaExceeded(message, close_code=code)
    if code in _BY_POLICY and (_AUTH.search(reason) or _FORBIDDEN.search(reason)):
        return AuthFailed(message, close_code=code)
    if code in _BY_POLICY and _ACCOUNT.search(reason):
        return QuotaExceeded(message, close_code=code)
    return SpeechIncomplete(message, close_code=code, tries=None if code is None or code in _TRANSIENT else 1)


def seconds_to_wait(value: str, now: float) -> float | None:
    """Seconds that a ``Retry-After`` header asks to wait; None if it cannot be read. ``now``: Unix time in seconds."""
    if re.fullmatch(r"\s*\d{1,9}\s*", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
