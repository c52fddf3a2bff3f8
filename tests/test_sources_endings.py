"""How the answer ended: the provider's own word, what it means, and answers that never began."""

from __future__ import annotations

from typing import Any

import pytest

from adapter import Local, ModelFailed, Speaker, TurnDone
from adapter.sources import deltas, in_words
from adapter.sources.endings import Ending, ending
from tests.known_streams import STREAMS
from tests.test_sources import chunk, message, objects, said

HI = chunk("Hi")


def _response(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "response": {"status": kind, **fields}}


OUTPUT = {"type": "response.output_text.delta", "delta": "Hi", "output_index": 0, "content_index": 0}
TEXT_BLOCK = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}}
GOOGLE = {"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]}
ADK = {"invocation_id": "i", "author": "a", "content": {"parts": [{"text": "Hi"}]}, "partial": False}


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([HI], None),
        ([HI, chunk(finish="stop")], "stop"),
        ([HI, chunk(finish="length")], "length"),
        ([HI, chunk(finish="content_filter")], "content_filter"),
        ([chunk(tool_calls=[{"index": 0}]), chunk(finish="tool_calls")], "tool_calls"),
        ([chunk("See", finish="tool_calls"), chunk("So", finish="stop")], "stop"),
        ([HI, chunk(finish="length", index=1)], None),
        ([{"choices": [{"text": "Hi", "finish_reason": "length"}]}], "length"),
        ([{"type": "chunk", "chunk": chunk("Hi", finish="length")}], "length"),
        ([OUTPUT, _response("completed")], "completed"),
        ([OUTPUT, _response("incomplete", incomplete_details={"reason": "max_output_tokens"})], "max_output_tokens"),
        ([{"type": "raw_response_event", "data": each} for each in (OUTPUT, _response("completed"))], "completed"),
        ([TEXT_BLOCK, {"type": "message_delta", "delta": {"stop_reason": "refusal"}}], "refusal"),
        ([message("Hi", response_metadata={"finish_reason": "length"})], "length"),
        ([message("Hi"), message("", response_metadata={"stop_reason": "max_tokens"})], "max_tokens"),
        ([(message("Hi", response_metadata={"done_reason": "length"}), {})], "length"),
        ([{"event": "message-finish", "reason": "length"}], "length"),
        ([{"event_kind": "agent_run_result", "result": {"response": {"finish_reason": "length"}}}], "length"),
        ([{"message": {}, "delta": "Hi", "raw": {"choices": [{"finish_reason": "length"}]}}], "length"),
        ([GOOGLE, {"candidates": [{"finishReason": "SAFETY"}]}], "SAFETY"),
        ([GOOGLE, {"candidates": [{"finish_reason": "RECITATION"}]}], "RECITATION"),
        ([ADK, {**ADK, "content": None, "error_code": "SAFETY", "finish_reason": "SAFETY"}], "SAFETY"),
        ([{"response": "Hi", "done": True, "done_reason": "length"}], "length"),
        ([{"type": "text-delta", "delta": "Hi"}, {"type": "finish", "finishReason": "content-filter"}],
         "content-filter"),
        ([*STREAMS["cohere"][:-1], {"type": "message-end", "delta": {"finish_reason": "MAX_TOKENS"}}], "MAX_TOKENS"),
        ([*STREAMS["bedrock"][:2], {"messageStop": {"stopReason": "guardrail_intervened"}}], "guardrail_intervened"),
        ([{"data": chunk("Hi", finish="model_length")}], "model_length"),
        ([{"content": "Hi", "stop": True, "stop_type": "limit"}], "limit"),
        ([{"content": "Hi", "stop": True, "stopped_limit": True, "stopped_eos": False}], "limit"),
        ([*STREAMS["dashscope"][:1]], None),
        ([*STREAMS["dashscope"]], "stop"),
        ([*STREAMS["strands"], {"result": {"stop_reason": "max_tokens"}}], "max_tokens"),
        ([*STREAMS["dify"][:2], {"event": "message_replace", "answer": "No."}], "message_replace"),
        (["plain text"], None),
        ([chunk("Hi", finish="x" * 900)], "x" * 59 + "…"),
        ([chunk("Hi", finish=7)], None),  # type: ignore[arg-type]
    ],
)  # fmt: skip
async def test_the_providers_own_word(items: list[Any], reason: str | None) -> None:
    for stream in (items, [objects(item) for item in items]):
        pieces = deltas(stream)
        assert pieces.finish_reason is None
        [_ async for _ in pieces]
        assert pieces.finish_reason == reason


@pytest.mark.parametrize(
    ("items", "word"),
    [
        ([chunk("", role="assistant"), chunk(finish="content_filter")], "content_filter"),
        ([{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}}], "PROHIBITED_CONTENT"),
        ([{"prompt_feedback": {"block_reason": "SAFETY"}, "candidates": None}], "SAFETY"),
        ([{"candidates": [{"finishReason": "SAFETY"}]}], "SAFETY"),
        ([{"type": "message_start"}, {"type": "message_delta", "delta": {"stop_reason": "refusal"}}], "refusal"),
        ([{**ADK, "content": None, "error_code": "BLOCKLIST"}], "BLOCKLIST"),
        ([{"messageStart": {}}, {"messageStop": {"stopReason": "guardrail_intervened"}}], "guardrail_intervened"),
        ([{"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL"}]}], "MALFORMED_FUNCTION_CALL"),
    ],
)
async def test_an_answer_that_was_blocked_before_any_text_is_an_error(items: list[Any], word: str) -> None:
    for stream in (items, [objects(item) for item in items]):
        with pytest.raises(ModelFailed, match=word) as failed:
            await said(stream)
        assert (failed.value.service_code, failed.value.retryable) == (word, False)


@pytest.mark.parametrize("finish", ["stop", "tool_calls", "length", "a_word_of_the_future"])
async def test_an_answer_without_text_is_else_no_error(finish: str) -> None:
    assert await said([chunk("", finish=finish)]) == []


@pytest.mark.parametrize(
    ("items", "reason", "code"),
    [
        ([{"status_code": 429, "request_id": "q", "code": "Throttling.RateQuota", "message": "Slow down.",
           "output": None}], "Slow down.", "Throttling.RateQuota"),
        ([{"code": "InvalidApiKey", "message": "Bad key.", "request_id": "q"}], "Bad key.", "InvalidApiKey"),
        ([*STREAMS["bedrock"][:2], {"throttlingException": {"message": "Slow down."}}],
         "Slow down.", "throttlingException"),
        ([*STREAMS["cohere"][:1], {"type": "message-end", "delta": {"finish_reason": "ERROR", "error": "It broke."}}],
         "It broke.", None),
        ([*STREAMS["mistral, conversation"],
          {"data": {"type": "conversation.response.error", "message": "It broke.", "code": 3}}], "It broke.", "3"),
        ([*STREAMS["dify"][:1], {"event": "workflow_finished", "data": {"status": "failed", "error": "It broke."}}],
         "It broke.", None),
        ([{**ADK, "content": None, "error_code": "RESOURCE_EXHAUSTED", "error_message": "Slow down."}],
         "Slow down.", "RESOURCE_EXHAUSTED"),
    ],
)  # fmt: skip
async def test_vendors_ways_to_report_an_error(items: list[Any], reason: str, code: str | None) -> None:
    with pytest.raises(ModelFailed, match=reason) as failed:
        await said(items)
    assert failed.value.service_code == code
    assert failed.value.retryable == ("hrottling" in str(code))


async def test_it_is_in_the_turns_report() -> None:
    async with Speaker(Local()) as speaker:
        turn = speaker.say([chunk("This is too"), chunk(finish="length")])
        done = [event async for event in turn if isinstance(event, TurnDone)]
        assert [event.report.finish_reason for event in done] == ["length"]
        assert turn.report.finish_reason == "length"
        turn = speaker.say(deltas([chunk("This too"), chunk(finish="length")]))
        [_ async for _ in turn]
        assert turn.report.finish_reason == "length"
        turn = speaker.say("Plain text.")
        [_ async for _ in turn]
        assert turn.report.finish_reason is None


MEANT: dict[Ending, str] = {
    "whole": "stop STOP end_turn stop_sequence COMPLETE eos word completed",
    "cut": "length max_tokens MAX_TOKENS max_output_tokens model_length limit model_context_window_exceeded TIMEOUT",
    "blocked": "content_filter content-filter SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII refusal IMAGE_SAFETY "
    "guardrail_intervened content_filtered sensitive ERROR_TOXIC",
    "tools": "tool_calls tool_use function_call TOOL_CALL tool-calls pause_turn",
    "failed": "error ERROR MALFORMED_FUNCTION_CALL UNEXPECTED_TOOL_CALL network_error",
    "other": "OTHER a_word_of_the_future steered",
}


def test_what_the_words_mean() -> None:
    for meant, words in MEANT.items():
        for word in words.split():
            assert ending(word) == meant, word


def test_in_words() -> None:
    assert in_words(None) == in_words("stop") == in_words("COMPLETE") == ""
    assert in_words("length") == "the answer was cut off (length)"
    assert in_words("SAFETY") == "the answer was blocked (SAFETY)"
    assert in_words("tool_calls") == "the model asks for a tool (tool_calls)"
    assert in_words("OTHER") == "the model stopped (OTHER)"
