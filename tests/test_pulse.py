"""When a silent service is taken to be gone, on a clock of the test's own."""

from __future__ import annotations

from adapter.speaking.silence import END_SECONDS, FIRST_AUDIO_SECONDS, LOOK_SECONDS, STALL_SECONDS, Pulse


def silent(pulse: Pulse, now: float, *, is_covered: bool = False) -> bool:
    """Whether it is gone when it is looked at at ``now`` and, as the receiver does, once more a moment later."""
    return pulse.is_gone(now, is_covered=is_covered) or pulse.is_gone(now + LOOK_SECONDS, is_covered=is_covered)


def test_nothing_due_is_no_silence() -> None:
    pulse = Pulse(0.0)
    assert not silent(pulse, 1_000.0)
    assert pulse.patience(1_000.0, is_covered=False) == FIRST_AUDIO_SECONDS


def test_silence_counts_from_the_last_audio_or_from_when_something_was_due() -> None:
    pulse = Pulse(0.0)
    pulse.note(5.0, is_due=True)
    assert not silent(pulse, 5.0 + FIRST_AUDIO_SECONDS - 0.1)
    assert silent(pulse, 5.0 + FIRST_AUDIO_SECONDS)
    pulse.heard(20.0)
    assert not silent(pulse, 20.0 + STALL_SECONDS - 0.1)
    assert silent(pulse, 20.0 + STALL_SECONDS)
    pulse.heard(30.0)
    assert not silent(pulse, 30.0 + END_SECONDS - 0.1, is_covered=True)
    assert silent(pulse, 30.0 + END_SECONDS, is_covered=True)


def test_the_first_look_behind_the_time_decides_nothing() -> None:
    """The event loop may have been blocked: what arrived meanwhile is read before the second."""
    pulse = Pulse(0.0)
    pulse.heard(0.0)
    pulse.note(0.0, is_due=True)
    assert not pulse.is_gone(60.0, is_covered=False)
    assert pulse.patience(60.0, is_covered=False) == LOOK_SECONDS
    assert not pulse.is_gone(60.0 + LOOK_SECONDS / 2, is_covered=False)
    pulse.heard(60.0)
    assert not silent(pulse, 60.0 + STALL_SECONDS - 0.1)


def test_a_doubt_is_over_with_what_was_due() -> None:
    pulse = Pulse(0.0)
    pulse.note(0.0, is_due=True)
    assert not pulse.is_gone(10.0, is_covered=False)
    pulse.note(10.0, is_due=False)
    pulse.note(11.0, is_due=True)
    assert not pulse.is_gone(11.0 + FIRST_AUDIO_SECONDS, is_covered=False)
