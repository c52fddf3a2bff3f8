"""When a silent service is taken to be gone, on a clock of the test's own."""

from __future__ import annotations

import pytest

from adapter.speaking.silence import (
    END_SECONDS,
    FIRST_AUDIO_SECONDS,
    LEAST_AUDIO,
    LOOK_SECONDS,
    MOST_PER_CHARACTER,
    MOST_TIME_PER_CHARACTER,
    SPARE_AUDIO,
    SPARE_TIME,
    STALL_SECONDS,
    Pulse,
)
from adapter.transport.noise import MAX_NOISE, NOISE_PER_PROGRESS, NOISE_PER_SECOND, Noise


def spoke(pulse: Pulse, now: float) -> None:
    """A new word came."""
    assert pulse.received(now, 0.0, 10, is_new_word=True)


def silent(pulse: Pulse, now: float, *, is_covered: bool = False) -> bool:
    """Whether it is gone when it is looked at at ``now`` and, as the receiver does, once more a moment later."""
    return pulse.is_gone(now, is_covered=is_covered) or pulse.is_gone(now + 2 * LOOK_SECONDS, is_covered=is_covered)


def test_nothing_due_is_no_silence() -> None:
    pulse = Pulse(0.0)
    assert not silent(pulse, 1_000.0)
    assert pulse.patience(1_000.0, is_covered=False) == FIRST_AUDIO_SECONDS


def test_silence_counts_from_the_last_audio_or_from_when_something_was_due() -> None:
    pulse = Pulse(0.0)
    pulse.note(5.0, is_due=True)
    assert not silent(pulse, 5.0 + FIRST_AUDIO_SECONDS - 0.1)
    assert silent(pulse, 5.0 + FIRST_AUDIO_SECONDS)
    spoke(pulse, 20.0)
    assert not silent(pulse, 20.0 + STALL_SECONDS - 0.1)
    assert silent(pulse, 20.0 + STALL_SECONDS)
    spoke(pulse, 30.0)
    assert not silent(pulse, 30.0 + END_SECONDS - 0.1, is_covered=True)
    assert silent(pulse, 30.0 + END_SECONDS, is_covered=True)


def test_the_first_look_behind_the_time_decides_nothing() -> None:
    """The event loop may have been blocked: what arrived meanwhile is read before the second."""
    pulse = Pulse(0.0)
    spoke(pulse, 0.0)
    pulse.note(0.0, is_due=True)
    assert not pulse.is_gone(60.0, is_covered=False)
    assert pulse.patience(60.0, is_covered=False) == LOOK_SECONDS
    assert not pulse.is_gone(60.0 + LOOK_SECONDS / 2, is_covered=False)
    spoke(pulse, 60.0)
    assert not silent(pulse, 60.0 + STALL_SECONDS - 0.1)


def test_a_doubt_is_over_with_what_was_due() -> None:
    pulse = Pulse(0.0)
    pulse.note(0.0, is_due=True)
    assert not pulse.is_gone(10.0, is_covered=False)
    pulse.note(10.0, is_due=False)
    pulse.note(11.0, is_due=True)
    assert not pulse.is_gone(11.0 + FIRST_AUDIO_SECONDS, is_covered=False)


# --- what is progress ---


def test_a_sample_now_and_then_is_silence() -> None:
    pulse = Pulse(0.0)
    pulse.note(0.0, is_due=True)
    samples = [(float(second), second / 24_000) for second in range(60)]
    assert not any(pulse.received(now, audio, 100, is_new_word=False) for now, audio in samples)
    assert not pulse.has_spoken
    assert silent(pulse, FIRST_AUDIO_SECONDS)


@pytest.mark.parametrize("each", [0.001, 0.01, 0.02, 0.25, 5.0])
def test_audio_in_pieces_of_any_size_is_progress(each: float) -> None:
    """Each ``LEAST_AUDIO`` of it, or each piece if that is longer."""
    pulse, count = Pulse(0.0), round(50 / each)
    progress = sum(pulse.received(0.0, each * (n + 1), 100, is_new_word=False) for n in range(count))
    assert progress == pytest.approx(min(50 / LEAST_AUDIO, count), rel=0.1)


def test_a_word_each_two_seconds_is_a_slow_service_and_lives() -> None:
    for is_timed in (True, False):
        pulse, audio = Pulse(0.0), 0.0
        pulse.note(0.0, is_due=True)
        for now in range(2, 200, 2):
            audio += 0.2
            assert not silent(pulse, now)
            assert pulse.received(now, audio, 600, is_new_word=is_timed)  # 100 words


def test_more_audio_than_the_text_can_need_is_no_progress() -> None:
    pulse, most = Pulse(0.0), SPARE_AUDIO + 10 * MOST_PER_CHARACTER
    assert pulse.received(0.0, most - 0.1, 10, is_new_word=False)
    assert not pulse.received(1.0, most + 0.1, 10, is_new_word=False)
    assert pulse.received(2.0, most + 0.2, 10, is_new_word=True)  # it is counted from the last word
    assert pulse.received(3.0, most + 0.4, 10, is_new_word=False)


# --- floods ---


def test_a_burst_without_progress_is_borne_and_a_flood_is_not() -> None:
    noise = Noise(0.0)
    assert not any(noise.is_flood(0.0, 30) for _ in range(MAX_NOISE))
    assert noise.is_flood(0.0, 30)


def test_large_frames_count_by_their_size() -> None:
    noise = Noise(0.0)
    assert not noise.is_flood(0.0, 9 * 2**20)
    assert noise.is_flood(0.0, 2 * 2**20)


def test_what_comes_at_a_pace_that_costs_little_is_no_flood() -> None:
    noise = Noise(0.0)
    assert not any(noise.is_flood(n / NOISE_PER_SECOND, 30) for n in range(10 * MAX_NOISE))
    assert any(noise.is_flood(200 + n / NOISE_PER_SECOND / 2, 30) for n in range(3 * MAX_NOISE))


def test_a_service_that_is_fast_and_sends_tiny_frames_is_no_flood() -> None:
    noise = Noise(0.0)
    for n in range(10 * MAX_NOISE):  # all at once
        assert not noise.is_flood(0.0, 100)
        if n % NOISE_PER_PROGRESS == 0:
            noise.forgive()


def test_a_trickle_of_audio_is_no_progress_for_longer_than_its_text_can_take() -> None:
    pulse, owed = Pulse(0.0), 40
    pulse.note(0.0, is_due=True)
    most = SPARE_TIME + MOST_TIME_PER_CHARACTER * owed
    times = [2.8 * count for count in range(1, 60)]
    progress = [pulse.received(now, 0.11 * count, owed, is_new_word=False) for count, now in enumerate(times, 1)]
    assert progress == [now <= most for now in times]


def test_a_new_word_or_a_pause_of_the_model_gives_a_trickle_its_time_again() -> None:
    pulse, owed = Pulse(0.0), 4
    pulse.note(0.0, is_due=True)
    assert not pulse.received(13.0, 0.2, owed, is_new_word=False)
    assert pulse.received(14.0, 0.4, owed, is_new_word=True)
    assert pulse.received(20.0, 0.6, owed, is_new_word=False)
    assert not pulse.received(27.0, 0.8, owed, is_new_word=False)
    pulse.note(28.0, is_due=False)
    pulse.note(100.0, is_due=True)
    assert pulse.received(101.0, 1.0, owed, is_new_word=False)
