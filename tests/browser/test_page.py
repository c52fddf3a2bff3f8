"""The example's page: who can use it, on what, and who cannot."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.async_api import Browser
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.browser.conftest import KEY, SAMPLES, TEXT, Opened, example, speaking_with
from tests.fault_server import FaultServer


async def test_a_text_that_is_too_long_is_kept_and_refused(opened: Opened) -> None:
    async with example() as app, opened(app.url) as talk:
        await talk.say("x " * 10_001)
        assert "20000 can be spoken" in await talk.page.inner_text("#trouble")
        assert len(await talk.page.input_value("#text")) == 20_002
        assert await talk.replies() == []


async def test_the_word_that_is_spoken_is_in_view_unless_the_user_scrolls(opened: Opened) -> None:
    is_seen = """() => {
        const view = transcript.getBoundingClientRect();
        const word = document.querySelector(".is-now").getBoundingClientRect();
        return word.top >= view.top && word.bottom <= view.bottom;
    }"""
    async with FaultServer(samples=SAMPLES // 4) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app:
            async with opened(app.url, viewport={"width": 375, "height": 480}) as talk:
                await talk.say(TEXT * 9)
                for count in (20, 60, 100):
                    await talk.page.wait_for_function(f"tap.lit.length >= {count}")
                    assert await talk.page.evaluate(is_seen)
                assert await talk.page.evaluate("transcript.scrollTop") > 0
                await talk.page.mouse.move(100, 150)
                await talk.page.mouse.wheel(0, -5000)
                await talk.page.wait_for_function("tap.lit.length >= 125")
                assert await talk.page.evaluate("transcript.scrollTop") == 0
                await talk.page.click("#interrupt")
                await talk.ended("Interrupted")


async def test_it_is_used_by_keyboard_and_by_ear(opened: Opened) -> None:
    async with FaultServer(samples=SAMPLES) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app, opened(app.url) as talk:
            page = talk.page
            for role, name in [
                ("main", "Conversation"), ("textbox", "Text"), ("button", "Interrupt"), ("button", "Speak"),
                ("group", "What should be spoken"), ("radio", "Speak my text"), ("radio", "Chat"), ("status", None),
            ]:  # fmt: skip
                assert await page.get_by_role(role, name=name, exact=True).count() == 1, (role, name)
            assert (
                await page.locator("main [aria-live], main[aria-live], [role=log]").count() == 0
            )  # the voice reads it
            order = []
            for _ in range(5):
                await page.keyboard.press("Tab")
                order.append(await page.evaluate("document.activeElement.id || document.activeElement.value"))
            assert order == ["transcript", "example", "speak", "text", "say"]  # what is disabled is passed over
            await page.locator("#text").focus()
            await page.keyboard.type(TEXT)
            await page.keyboard.press("Enter")
            await page.wait_for_function("tap.lit.length >= 3")
            assert await page.inner_text("#status") == "Speaking …"
            await page.keyboard.press("Escape")
            await talk.ended("Interrupted")
            assert await page.input_value("#text") == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_can_be_read_on_a_phone_and_in_the_dark(opened: Opened, scheme: str) -> None:
    colours = """() => [...document.querySelectorAll("h1, h2, p, dt, dd, legend, label span, button:enabled, .reply *")]
        .filter(element => element.checkVisibility() && !element.matches(":disabled + span, .unseen"))
        .map(element => {
            let ground = element;
            while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
            return [element.textContent, getComputedStyle(element).color, getComputedStyle(ground).backgroundColor];
        })"""
    size = {"width": 320, "height": 560}
    async with example() as app, opened(app.url, viewport=size, color_scheme=scheme, reduced_motion="reduce") as talk:
        seen = await talk.page.evaluate(colours)
        await talk.say("Some words, and a_very_long_one_" + "x" * 80)
        await talk.page.wait_for_function("tap.lit.length >= 2")
        seen += await talk.page.evaluate(colours)
        assert await talk.page.evaluate("document.documentElement.scrollWidth") <= 320
        assert await talk.page.evaluate("transcript.scrollWidth") <= 320
        assert await talk.page.evaluate("document.documentElement.scrollHeight") <= 560
        assert len(seen) > 20
        for text, ink, ground in seen:
            assert contrast(ink, ground) >= 4.5, (text, ink, ground)
        assert (luminance(seen[0][2]) < 0.1) == (scheme == "dark")


async def test_ctrl_c_ends_it_and_says_nothing(opened: Opened) -> None:
    async with contextlib.AsyncExitStack() as running:
        app = await running.enter_async_context(example())
        async with opened(app.url) as talk:
            await running.aclose()
            await talk.page.wait_for_selector("#say:disabled")
        assert app.output == [""]


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG has it."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (value if "srgb" in colour else value / 255 for value in numbers)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def test_foreign_pages_are_refused(browser: Browser) -> None:
    async with example() as app, example() as other:
        url, host = app.url.replace("http", "ws") + "/talk", app.url.removeprefix("http://")
        port = int(host.rpartition(":")[2])
        dial = """url => new Promise(done => {
            const socket = new WebSocket(url);
            socket.onmessage = () => done("open");
            socket.onclose = () => done("refused");
        })"""
        foreign = await browser.new_page(bypass_csp=True)  # a page of the same machine, with another port
        await foreign.goto(other.url)
        assert await foreign.evaluate(dial, url.replace(host, other.url.removeprefix("http://"))) == "open"
        assert await foreign.evaluate(dial, url) == "refused"
        page = await browser.new_page()
        answer = await page.goto(app.url)
        assert answer is not None
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert await page.evaluate(dial, url) == "open"
        for origin, name, status in [
            ("http://evil.example", host, 403),
            (f"https://{host}", host, 403),
            ("null", host, 403),
            (None, host, 403),
            ("http://evil.example", "evil.example", 400),  # a name of its own for this machine
        ]:
            with pytest.raises(InvalidStatus) as refusal:
                async with connect(f"ws://{name}/talk", host="127.0.0.1", port=port, origin=origin, proxy=None):
                    pass
            assert refusal.value.response.status_code == status
