"""The example in a real browser: what is heard is decoded from the page's own output, sample by sample."""

from __future__ import annotations

import array
import asyncio
import contextlib
import json
import math

import pytest
from playwright.async_api import Browser, WebSocket, WebSocketRoute

from tests.browser.chat_server import STREAM, chatting
from tests.browser.conftest import KEY, NOTE, RATE, SAMPLES, TEXT, Opened, example, speaking_with
from tests.fault_server import AfterMessages, Connection, Cut, FaultServer, Stall


async def test_what_is_heard_is_the_text_exactly_and_its_words_light_up_in_time(opened: Opened) -> None:
    async with FaultServer(samples=SAMPLES) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app, opened(app.url) as talk:
            await talk.say(TEXT)
            await talk.ended()
            began, sound = await talk.sound()
            said = server.decode(sound)
            assert " ".join(said.split()) == TEXT
            assert await talk.figure("underruns") == "0"
            assert await talk.figure("resumes") == "0"
            lit = await talk.lit()
            assert [word for word, _ in lit] == TEXT.split()
            place = 0
            for word, at in lit:
                place = said.index(word, place)
                assert abs(at - (began + place * SAMPLES / RATE)) < 0.15, word
                place += len(word)
            assert await talk.replies() == [TEXT]
        assert server.holds(KEY)


async def test_the_first_click_makes_it_sound(browser: Browser, opened: Opened) -> None:
    """A test's own look into the page counts as a user's gesture; so nothing looks into this page before the click."""
    async with example() as app:
        async with opened(app.url) as talk:  # where the button is
            box = await talk.page.locator("#example").bounding_box()
            assert box is not None
        page = await browser.new_page()
        states: list[str] = []
        page.on("console", lambda message: states.append(message.text))
        await page.add_init_script("console.log(new AudioContext().state)")
        ready, played = asyncio.Event(), list[str]()

        def listen(socket: WebSocket) -> None:
            socket.on("framereceived", lambda frame: ready.set() if '"ready"' in str(frame) else None)
            socket.on("framesent", lambda frame: played.append(str(frame)) if '"played"' in str(frame) else None)

        page.on("websocket", listen)
        await page.goto(app.url)
        async with asyncio.timeout(10):
            await ready.wait()
        await asyncio.sleep(0.3)
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        async with asyncio.timeout(20):
            while not any('"played":1.' in told for told in played):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert states == ["suspended"]  # this browser does keep pages from sounding by themselves


async def test_the_local_voice_is_heard_without_a_key(opened: Opened) -> None:
    async with example() as app, opened(app.url) as talk:
        await talk.say("Hello there, this is the local voice.")
        await talk.ended()
        _, sound = await talk.sound()
        values = array.array("h", sound)
        assert 1.5 < len(values) / RATE < 4
        assert math.sqrt(sum(value * value for value in values) / len(values)) > 1000
        assert await talk.figure("underruns") == "0"
        assert [word for word, _ in await talk.lit()] == "Hello there, this is the local voice.".split()
        assert float((await talk.figure("first-audio")).removesuffix(" s")) < 2


async def test_interrupt_silences_at_once_and_the_transcript_keeps_what_was_heard(opened: Opened) -> None:
    async with FaultServer(samples=SAMPLES) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app, opened(app.url) as talk:
            await talk.say(TEXT)
            await talk.page.wait_for_function("tap.lit.length >= 5")
            await talk.page.click("#interrupt")
            await talk.ended("Interrupted")
            await asyncio.sleep(0.5)
            began, sound = await talk.sound()
            silent_at = began + len(sound) / 2 / RATE
            assert silent_at - await talk.page.evaluate("tap.interruptedAt") < 0.1
            said = server.decode(sound[: len(sound) - 2 * 128])  # the last of it fades
            [kept] = await talk.replies()
            assert kept.endswith(NOTE)
            heard = kept.removesuffix(NOTE)
            assert said.startswith(heard)
            assert len(said) - len(heard) < 16  # less than two words
            lit = [word for word, _ in await talk.lit()]
            assert heard.split() == TEXT.split()[: len(heard.split())]
            assert len(lit) - len(heard.split()) in (0, 1)  # a word lights up when it begins, and is heard when it ends
            assert await talk.page.evaluate("document.activeElement.id") == "text"


async def test_a_new_message_interrupts_and_the_model_is_told_what_was_heard(opened: Opened) -> None:
    async with FaultServer(samples=SAMPLES) as server, chatting("One **two** three. " * 20, "Four five.") as chat:
        keys = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": chat.url, "ELEVENLABS_API_KEY": KEY}
        async with example(*speaking_with(server), "--model", "m", **keys) as app, opened(app.url) as talk:
            frames: list[str] = []
            await talk.page.reload()
            talk.page.on("websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(str(f))))
            await talk.page.reload()
            await talk.page.wait_for_selector("#say:enabled")
            await talk.say("Count, please.", "chat")
            await talk.page.wait_for_function("tap.lit.length >= 7")
            await talk.page.fill("#text", "And on?")
            await talk.page.press("#text", "Enter")
            await talk.page.wait_for_function("document.querySelectorAll('.reply').length === 2")
            await talk.ended()
            first, second = await talk.replies()
            heard = first.removesuffix(NOTE)
            assert first.endswith(NOTE)
            assert second == "Four five."
            assert 5 <= len(heard.split()) <= 20
            assert ("One **two** three. " * 20).startswith(heard)
            asked = chat.requests[1]["messages"]
            assert [message["role"] for message in asked] == ["system", "user", "assistant", "user"]
            assert [message["content"].strip() for message in asked[1:]] == ["Count, please.", heard, "And on?"]
            assert chat.keys == [f"bearer {KEY}"] * 2
            assert await talk.page.locator(".question").all_text_contents() == ["Count, please.", "And on?"]
            assert frames
            assert not any(KEY in frame for frame in frames)
            assert KEY not in await talk.page.content()


async def test_an_interruption_from_elsewhere_silences_the_page(opened: Opened) -> None:
    routes: list[WebSocketRoute] = []

    def route(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        routes.append(socket)

    async with FaultServer(samples=SAMPLES) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app, opened(app.url) as talk:
            await talk.page.route_web_socket("**/talk", route)
            await talk.page.reload()
            await talk.page.wait_for_selector("#say:enabled")
            await talk.say(TEXT * 3)
            await talk.page.wait_for_function("tap.lit.length >= 5")
            heard = {"text": "The first", "raw": "The first", "unheard": "x", "unheard_raw": "x", "is_exact": True}
            routes[-1].send(json.dumps({"type": "heard", "turn": "t", **heard}))
            await talk.ended("Failed")
            await asyncio.sleep(2.0)
            _, sound = await talk.sound()
            lit = await talk.lit()
            said = server.decode(sound[: len(sound) - 2 * 128])
            assert TEXT.startswith(said[:-1])  # the last of it fades
            assert len(said) < len(" ".join(word for word, _ in lit)) + 25  # half a second
            assert await talk.replies() == ["The first The sound stopped here."]


REFUSED = json.dumps({"error": {"message": f"Incorrect key {KEY}.", "code": "invalid_api_key"}}).encode()


BROKEN = (STREAM + b"data: {broken\n\n", "the model m failed: Expecting property name", KEY)
REFUSING = (
    b"HTTP/1.1 401 No\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + REFUSED,
    "Incorrect key …",
    f"{KEY}\n",  # as it is read from a file
)


@pytest.mark.parametrize(("answer", "reason", "key"), [BROKEN, REFUSING], ids=["broken", "refused"])
async def test_a_model_that_fails_is_shown_and_can_be_asked_again(
    opened: Opened, answer: bytes, reason: str, key: str
) -> None:
    async with FaultServer(samples=SAMPLES) as server, chatting(answer, "Four five.") as chat:
        keys = {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": chat.url, "ELEVENLABS_API_KEY": KEY}
        async with example(*speaking_with(server), "--model", "m", **keys) as app, opened(app.url) as talk:
            await talk.say("Count, please.", "chat")
            await talk.ended("Failed")
            assert reason in await talk.page.inner_text("#trouble")
            assert KEY not in await talk.page.content()
            await talk.say("And on?", "chat")
            await talk.ended()
            assert (await talk.replies())[1:] == ["Four five."]
            assert KEY not in await talk.page.content()
        assert app.output == [""]


async def test_an_answer_that_was_cut_off_is_spoken_and_says_so(opened: Opened) -> None:
    choice = {"index": 0, "delta": {"content": "Four five."}, "finish_reason": "length"}
    cut = STREAM + f"data: {json.dumps({'choices': [choice]})}\n\ndata: [DONE]\n\n".encode()
    async with FaultServer(samples=SAMPLES) as server, chatting(cut, "Six.") as chat:
        keys = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": chat.url, "ELEVENLABS_API_KEY": KEY}
        async with example(*speaking_with(server), "--model", "m", **keys) as app, opened(app.url) as talk:
            await talk.say("Count, please.", "chat")
            await talk.ended()
            assert await talk.page.inner_text("#trouble") == "The answer was cut off (length)."
            await talk.say("And on?", "chat")
            await talk.ended()
            assert await talk.replies() == ["Four five.", "Six."]
            assert await talk.page.inner_text("#trouble") == ""


async def test_the_speech_services_death_is_survived_and_shown(opened: Opened) -> None:
    script = [Connection([Cut(AfterMessages(6), "rst")]), Connection([Cut(AfterMessages(6), "rst")])]
    async with FaultServer(script, samples=SAMPLES) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app, opened(app.url) as talk:
            await talk.say(TEXT)
            await talk.ended()
            _, sound = await talk.sound()
            assert "".join(server.decode(sound).split()) == "".join(TEXT.split())
            assert await talk.figure("resumes") == "2"
            assert len(server.connections) == 3


async def test_a_gap_is_faded_counted_and_loses_nothing(opened: Opened) -> None:
    script = [Connection([Stall(AfterMessages(5), seconds=1.5, pongs=True)])]
    async with FaultServer(script, samples=SAMPLES) as server:
        async with example(*speaking_with(server), ELEVENLABS_API_KEY=KEY) as app, opened(app.url) as talk:
            await talk.say(TEXT)
            await talk.ended()
            assert await talk.figure("underruns") == "1"
            assert [word for word, _ in await talk.lit()] == TEXT.split()
            _, sound = await talk.sound()
            assert len(sound) / 2 / RATE > len(TEXT) * SAMPLES / RATE + 0.3


async def test_a_service_that_refuses_is_shown_with_its_reason(opened: Opened) -> None:
    async with example("--elevenlabs", "v") as app, opened(app.url) as talk:  # and no key
        await talk.page.wait_for_selector("#trouble:visible")
        assert "ELEVENLABS_API_KEY" in await talk.page.inner_text("#trouble")
        await talk.say("Anything.")
        await talk.ended("Failed")
        assert await talk.replies() == ["The voice failed here."]
        assert await talk.page.input_value("#text") == "Anything."  # to be tried again
        assert "ELEVENLABS_API_KEY" in await talk.page.inner_text("#trouble")


async def test_a_server_that_goes_and_comes_back(opened: Opened) -> None:
    async with FaultServer(samples=SAMPLES) as server:
        options = (*speaking_with(server), "--port")
        async with contextlib.AsyncExitStack() as first:
            app = await first.enter_async_context(example(*options, "0", ELEVENLABS_API_KEY=KEY))
            async with opened(app.url) as talk:
                await talk.say(TEXT)
                await talk.page.wait_for_function("tap.lit.length >= 5")
                await first.aclose()
                await talk.page.wait_for_selector("#say:disabled")
                assert await talk.page.inner_text("#status") == "Reconnecting …"
                [kept] = await talk.replies()
                assert kept.endswith(" The connection was lost here.")
                lit = [word for word, _ in await talk.lit()]
                assert kept.split()[:-5] == lit == TEXT.split()[: len(lit)]
                async with example(*options, app.url.rpartition(":")[2], ELEVENLABS_API_KEY=KEY):
                    await talk.page.wait_for_selector("#say:enabled")
                    await talk.say("And on.")
                    await talk.ended()
                    assert (await talk.replies())[1:] == ["And on."]


async def test_a_page_that_leaves_ends_the_turn(opened: Opened) -> None:
    async with FaultServer(samples=SAMPLES) as server, chatting("One two three. " * 999) as chat:
        keys = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": chat.url, "ELEVENLABS_API_KEY": KEY}
        async with example(*speaking_with(server), **keys) as app:
            async with opened(app.url) as talk:
                await talk.say("Count.", "chat")
                await talk.page.wait_for_function("tap.lit.length >= 3")
                assert server.connections[0].close_code is None
            await server.until(lambda: server.connections[0].close_code is not None)
            assert any("close_context" in sent for sent in server.connections[0].messages)
            assert len("".join(server.texts)) < 14 * 999  # the model was stopped
