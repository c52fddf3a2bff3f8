"""The examples with model clients, run as programs."""

from __future__ import annotations

from pathlib import Path

from tests.sdks import dialects
from tests.sdks.conftest import TEXT, Model
from tests.sdks.examples import run


async def test_openai_chat(model: Model, tokens: list[str], tmp_path: Path) -> None:
    with model(dialects.chat(tokens)):
        printed, seconds = await run("openai_chat.py", tmp_path)
    assert printed.startswith(TEXT)
    assert seconds > 3


async def test_anthropic_stream(model: Model, tokens: list[str], tmp_path: Path) -> None:
    with model(dialects.anthropic(tokens)):
        printed, seconds = await run("anthropic_stream.py", tmp_path)
    assert printed.startswith(TEXT)
    assert seconds > 3


async def test_responses_tools(model: Model, tokens: list[str], tmp_path: Path) -> None:
    with model(dialects.responses(["Let me look"], tool="temperature"), dialects.responses(tokens)) as server:
        printed, seconds = await run("responses_tools.py", tmp_path)
        (_, first), (_, second) = server.requests
    assert first["tools"]
    assert second["input"] == [{"type": "function_call_output", "call_id": "call_1", "output": "21 degrees"}]
    assert "Report" in printed
    assert seconds > 3
