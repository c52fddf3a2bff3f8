"""The example with an agent, run as a program."""

from __future__ import annotations

from pathlib import Path

from tests.sdks import dialects
from tests.sdks.conftest import TEXT, Model
from tests.sdks.examples import run


async def test_langchain_agent(model: Model, tokens: list[str], tmp_path: Path) -> None:
    with model(dialects.chat(["Let me look. "], tool="temperature"), dialects.chat(tokens)) as server:
        printed, seconds = await run("langchain_agent.py", tmp_path)
        assert len(server.requests) == 2
    assert printed.startswith(f"Let me look. {TEXT}")
    assert seconds > 3
