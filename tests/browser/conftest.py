"""The example's server as its user starts it, and its page in Chromium with a tap at the player's output."""

from __future__ import annotations

import array
import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.fault_server import FaultServer

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
RATE = 24_000
TEXT = "The first sentence is here. The second one follows it, with numbers and names! And a third, too."
KEY = "sk-a-key-of-the-test"
NOTE = " You interrupted here."
SAMPLES = 480
"""20 ms for each character of the fault server's voice."""
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
"""No autoplay flag: the page must do without."""
TAP = f"const TAP_WORKLET = {json.dumps((HERE / 'tap-worklet.js').read_text())};\n{(HERE / 'tap.js').read_text()}"


def speaking_with(server: FaultServer) -> tuple[str, ...]:
    return ("--elevenlabs", "v", "--elevenlabs-url", server.url)


@dataclass
class Example:
    """The example's server, running."""

    url: str
    output: list[str] = field(default_factory=list)


@asynccontextmanager
async def example(*options: str, **environment: str) -> AsyncIterator[Example]:
    """Start it with these options, and end it as its user does; no key of this machine reaches it."""
    keys = ("OPENAI", "ELEVENLABS")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(keys)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "examples.browser", "--port", "0", *options,
        cwd=ROOT, env={**clean, "no_proxy": "127.0.0.1", **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        assert line.startswith("Open http://127.0.0.1:"), line + (await process.stdout.read()).decode()
        running = Example(line.split()[1])
        yield running
        assert process.returncode is None
    finally:
        process.send_signal(signal.SIGINT)
        rest = (await process.stdout.read()).decode()
        await process.wait()
    assert "Traceback" not in rest, rest
    running.output.append(rest)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


Opened = Callable[..., AbstractAsyncContextManager["Talk"]]


@pytest.fixture
def opened(browser: Browser) -> Opened:
    """Opens the example's page, ready to talk with."""

    @asynccontextmanager
    async def open_page(url: str, **options: Any) -> AsyncIterator[Talk]:
        context = await browser.new_context(bypass_csp=True, **options)  # for the tap's own module
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
        await page.add_init_script(TAP)
        await page.goto(url)
        await page.wait_for_selector("#say:enabled")
        yield Talk(page)
        await context.close()
        assert wrong == []

    return open_page


def _is_wrong(said: ConsoleMessage) -> bool:
    """A server that is gone is what some tests are about."""
    return said.type == "error" and not said.text.startswith("WebSocket connection")


@dataclass
class Talk:
    """The page, and what its tap has recorded."""

    page: Page

    async def say(self, text: str, how: str = "speak") -> None:
        """As a user does: choose, type, press the button."""
        await self.page.locator(f"[value={how}]").check()
        await self.page.fill("#text", text)
        await self.page.click("#say")

    async def ended(self, status: str = "Ready") -> None:
        """Wait until the reply is over, and all of it recorded."""
        await self.page.wait_for_selector("#interrupt:disabled", timeout=30_000)
        await self.page.wait_for_function(
            "status => !document.querySelector('.is-live') && document.querySelector('#status').textContent === status",
            arg=status,
            timeout=30_000,
        )
        await asyncio.sleep(0.2)

    async def sound(self) -> tuple[float, bytes]:
        """What was heard, from its first sample that is not silent to its last, and when it began."""
        first, chunks = await self.page.evaluate("[tap.first, tap.samples]")
        values = array.array("h", [sample for chunk in chunks for sample in chunk])
        loud = [index for index, value in enumerate(values) if value]
        if not loud:
            return 0.0, b""
        return (first + loud[0]) / RATE, values[loud[0] : loud[-1] + 1].tobytes()

    async def lit(self) -> list[tuple[str, float]]:
        """The words that lit up, in that order, and when."""
        return [(word["text"], word["at"]) for word in await self.page.evaluate("tap.lit")]

    async def replies(self) -> list[str]:
        """The transcript's replies."""
        return await self.page.locator(".reply").all_text_contents()

    async def figure(self, name: str) -> str:
        """One of the figures below the page."""
        return await self.page.text_content(f"#{name}") or ""
