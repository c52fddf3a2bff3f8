"""When to try again, and what a refusal or a closed link means: as tables."""

from __future__ import annotations

import pytest

from adapter.errors import (
    AdapterError,
    AuthFailed,
    BadRequest,
    QuotaExceeded,
    ServiceUnavailable,
    SpeechIncomplete,
)
from adapter.limits import Limits
from adapter.services.verdicts import closed, refused, seconds_to_wait
from adapter.transport.retry import Budget, Failures

LIMITS = Limits()
DOWN = ServiceUnavailable("down")
near = pytest.approx


# --- waits ---


def waits(failures: Failures, error: AdapterError, now: float, chance: float, count: int) -> list[float | None]:
    return [failures.wait(error, now, chance) for _ in range(count)]


@pytest.mark.parametrize(
    ("chance", "expected"),
    [
        (1.0, [0.2, 0.4, 0.8, 1.6, None]),  # full jitter: anything up to that
        (0.5, [0.1, 0.2, 0.4, 0.8, None]),
        (0.0, [0.0, 0.0, 0.0, 0.0, None]),
    ],
)
def test_waits_grow_and_end(chance: float, expected: list[float | None]) -> None:
    assert waits(Failures(0.0), DOWN, 0.0, chance, 5) == expected


def test_nothing_is_tried_more_often_than_four_times() -> None:
    failures = Failures(0.0, was_open=True)
    assert waits(failures, ServiceUnavailable("down", tries=9), 0.0, 1.0, 5) == [0.2, 0.4, 0.8, 1.6, None]


def test_what_a_fresh_link_may_help_once_is_counted_apart() -> None:
    """Two doubtful failures are too many, whatever came between them; a doubtful one behind others is borne."""
    doubtful = SpeechIncomplete("cut", tries=1)
    failures = Failures(0.0)
    assert [failures.wait(error, 0.0, 0.0) for error in (DOWN, DOWN, doubtful, DOWN)] == [0.0] * 4
    failures = Failures(0.0)
    assert [failures.wait(error, 0.0, 0.0) for error in (doubtful, DOWN, doubtful)] == [0.0, 0.0, None]
    failures = Failures(0.0)
    assert failures.wait(doubtful, 0.0, 0.0) == 0.0
    failures.progress(0.0)
    assert failures.doubtful == 0
    assert waits(failures, doubtful, 0.0, 0.0, 2) == [0.0, None]
    assert failures.doubtful == 2


def test_the_first_try_after_a_good_link_comes_at_once() -> None:
    failures = Failures(0.0, was_open=True)
    failures.progress(1.0)
    assert waits(failures, DOWN, 2.0, 1.0, 3) == [0.03, 0.4, 0.8]


def test_only_the_link_that_was_lost_counts_as_good() -> None:
    failures = Failures(0.0, count=1, was_open=True, was_good=True)
    assert failures.wait(DOWN, 0.0, 1.0) == 0.4
    assert not failures.was_good
    failures = Failures(0.0, was_open=True)
    assert failures.wait(DOWN, 0.0, 1.0) == 0.2


def test_a_voiced_word_sets_the_count_back() -> None:
    failures = Failures(0.0, was_open=True)
    assert waits(failures, DOWN, 0.0, 0.0, 5)[-1] is None
    failures.progress(3.0)
    assert (failures.since, failures.count, failures.was_good) == (3.0, 0, True)
    assert waits(failures, DOWN, 3.0, 0.0, 5) == [0.0] * LIMITS.tries + [None]


def test_what_went_wrong_while_nothing_was_due_is_forgotten() -> None:
    failures = Failures(0.0, was_open=True)
    waits(failures, SpeechIncomplete("cut", tries=1), 0.0, 0.0, 2)
    failures.calm(7.0)
    assert (failures.since, failures.count, failures.doubtful, failures.was_good) == (7.0, 0, 0, False)


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (AuthFailed("key"), 0),
        (QuotaExceeded("used up"), 0),
        (BadRequest("voice"), 0),
        (SpeechIncomplete("cut"), 4),
        (SpeechIncomplete("cut", tries=1), 1),
        (ServiceUnavailable("down", tries=0), 0),
    ],
)
def test_an_error_says_how_often(error: AdapterError, tries: int) -> None:
    assert waits(Failures(0.0), error, 0.0, 0.0, tries + 1) == [0.0] * tries + [None]


@pytest.mark.parametrize(
    ("was_open", "now", "expected"),
    [
        (False, LIMITS.opening - 0.21, 0.2),
        (False, LIMITS.opening - 0.2, None),
        (False, LIMITS.opening + 1, None),
        (True, 1_000.0, 0.2),  # before the first failure there was no trouble, however long the model took
    ],
)
def test_before_the_first_link_time_runs_from_the_turn_s_beginning(
    was_open: bool, now: float, expected: float | None
) -> None:
    assert Failures(0.0, was_open=was_open).wait(DOWN, now, 1.0) == expected


def test_after_it_time_runs_from_the_first_failure() -> None:
    failures = Failures(0.0, was_open=True)
    failures.wait(DOWN, 50.0, 0.0)
    assert failures.since == 50.0
    assert failures.deadline == 50.0 + LIMITS.retrying
    assert failures.wait(DOWN, 50.0 + LIMITS.retrying - 0.5, 1.0) == 0.4
    assert failures.since == 50.0
    assert failures.wait(DOWN, 50.0 + LIMITS.retrying - 0.5, 1.0) is None


def test_the_times_that_a_caller_was_promised() -> None:
    assert (LIMITS.opening, LIMITS.retrying) == (4.5, 10.0)
    assert Failures(1.0).deadline == 5.5
    assert Failures(1.0, was_open=True).deadline == 11.0


@pytest.mark.parametrize(
    ("retry_after", "expected"), [(None, 0.2), (0.0, 0.2), (0.1, 0.2), (3.0, 3.0), (4.4, 4.4), (4.5, None)]
)
def test_a_service_may_ask_for_a_longer_wait(retry_after: float | None, expected: float | None) -> None:
    assert Failures(0.0).wait(ServiceUnavailable("busy", retry_after=retry_after), 0.0, 1.0) == expected


# --- the tries of a whole process ---


def test_a_burst_is_free_and_what_follows_is_spread() -> None:
    budget = Budget(per_second=10.0, burst=3)
    assert [budget.wait(100.0) for _ in range(6)] == [0.0, 0.0, 0.0, *map(near, (0.1, 0.2, 0.3))]
    assert budget.wait(100.5) == near(0.0)  # half a second has made room for five
    assert [budget.wait(200.0) for _ in range(4)] == [0.0, 0.0, 0.0, near(0.1)]


def test_a_thousand_turns_are_spread_over_nine_seconds() -> None:
    budget = Budget()
    found = [budget.wait(0.0) for _ in range(1_000)]
    assert found[99] == near(0.0)
    assert found[100] == near(0.01)
    assert found[-1] == near(9.0)


# --- verdicts ---


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        (401, AuthFailed, 0),
        (402, QuotaExceeded, 0),
        (408, ServiceUnavailable, 4),
        (425, ServiceUnavailable, 4),
        (429, ServiceUnavailable, 4),
        (500, ServiceUnavailable, 4),
        (503, ServiceUnavailable, 4),
        (599, ServiceUnavailable, 4),
        (200, BadRequest, 0),
        (302, BadRequest, 0),
        (400, BadRequest, 0),
        (403, BadRequest, 0),
        (404, BadRequest, 0),
        (499, BadRequest, 0),
    ],
)
def test_a_refused_handshake(status: int, kind: type[AdapterError], tries: int) -> None:
    error = refused("tts.example", status, "so it is", 2.5)
    assert type(error) is kind
    assert (LIMITS.tries if error.tries is None else error.tries, error.close_code, error.retry_after) == (
        tries,
        status,
        2.5,
    )
    assert str(error) == f"tts.example refused the connection (HTTP {status}): so it is"
    assert str(refused("x", status, "")) == f"x refused the connection (HTTP {status})"
    assert refused("x", status, "").retry_after is None


@pytest.mark.parametrize(
    ("code", "reason", "kind", "tries"),
    [
        (None, "", SpeechIncomplete, 4),
        *[(code, "", SpeechIncomplete, 4) for code in (1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015)],
        *[(code, "", SpeechIncomplete, 1) for code in (1002, 1003, 1007, 1008, 1009, 1010, 3000, 4000, 4999)],
        (1008, "Invalid API key", AuthFailed, 0),
        (1008, "invalid api-key", AuthFailed, 0),
        (1008, "bad apikey", AuthFailed, 0),
        (1008, "UNAUTHORIZED", AuthFailed, 0),
        (1008, "unauthorised", AuthFailed, 0),
        (1008, "Forbidden", AuthFailed, 0),
        (1008, "please authenticate", AuthFailed, 0),
        (1008, "wrong credentials", AuthFailed, 0),
        (1008, "Unusual activity detected", AuthFailed, 0),
        (1008, "Quota exceeded", QuotaExceeded, 0),
        (1008, "no credits left", QuotaExceeded, 0),
        (1008, "see Billing", QuotaExceeded, 0),
        (1008, "payment required", QuotaExceeded, 0),
        (1008, "your subscription ended", QuotaExceeded, 0),
        (1008, "insufficient funds", QuotaExceeded, 0),
        (1008, "Insufficient balance", QuotaExceeded, 0),
        (1008, "Maximum simultaneous contexts", SpeechIncomplete, 1),
        (1000, "quota of api key exceeded", SpeechIncomplete, 4),  # only a policy is told by its reason
        (1011, "unauthorized", SpeechIncomplete, 4),
    ],
)
def test_a_closed_link(code: int | None, reason: str, kind: type[AdapterError], tries: int) -> None:
    error = closed("tts.example", code, reason)
    assert type(error) is kind
    assert (LIMITS.tries if error.tries is None else error.tries, error.close_code) == (tries, code)
    told = f"code {'none' if code is None else code}{': ' if reason else ''}{reason}"
    assert str(error) == f"tts.example closed the connection in the middle of the turn ({told})"


THEN = 1_445_412_480.0  # Wed, 21 Oct 2015 07:28:00 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("999999999", 999_999_999.0),
        ("9999999999", None),
        ("1.5", None),
        ("-1", None),
        ("", None),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:29:30 GMT", 90.0),
        ("Wed, 21 Oct 2015 08:28:10 +0100", 10.0),
        ("Wed, 21 Oct 2015 07:27:00 GMT", 0.0),  # it is over
        ("Wed, 99 Oct 2015 07:27:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert seconds_to_wait(value, THEN) == seconds
