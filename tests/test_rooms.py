"""The room ladder: who may import whom, who may import which library, and what importing costs."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LADDER = [
    {"adapter.events", "adapter.errors", "adapter.logs", "buffering.generated"},
    {"adapter.services"},
    {"adapter.services.keys", "adapter.services.hosts", "adapter.services.redaction"},
    {"buffering.generated.aliases", "buffering.generated.calendar", "buffering.generated.characters"},
    {"buffering.generated.measures", "buffering.languages.entry", "buffering.languages.codes"},
    {"buffering.languages.germanic", "buffering.languages.romance", "buffering.languages.slavic"},
    {"buffering.languages.northern", "buffering.languages.turkic", "buffering.languages.south_asian"},
    {"buffering.languages.west_asian", "buffering.languages.east_asian", "buffering.languages.others"},
    {"buffering.languages.brands"},
    {"buffering.languages"},
    {"buffering.marks", "buffering.pieces"},
    {"buffering.segment"},
    {"buffering.lengths"},
    {"buffering.numbering"},
    {"buffering.abbreviations", "buffering.lines", "buffering.fences"},
    {"buffering.boundaries"},
    {"adapter.codecs", "buffering.segmenter"},
    {"buffering.reading_aids.tables", "buffering.speakable.notes", "buffering.speakable.formula_words"},
    {"buffering.speakable.unspoken", "buffering.speakable.endings"},
    {
        "buffering.speakable.code_signs",
        "buffering.reading_aids.patterns",
        "buffering.reading_aids.words",
        "buffering.speakable.steps",
    },
    {"buffering.reading_aids", "buffering.speakable.tables", "buffering.speakable.characters"},
    {"buffering.speakable.mentions"},
    {"buffering.speakable.line_heads", "buffering.speakable.code_blocks", "buffering.speakable.spans"},
    {"buffering.speakable.control"},
    {"buffering.speakable.links", "buffering.speakable.formulas", "buffering.speakable.writer"},
    {"buffering.speakable.tags"},
    {"buffering.speakable.markup"},
    {"buffering.speakable.inline"},
    {"buffering.speakable.table_rows"},
    {"buffering.speakable"},
    {"buffering.speakable_segmenter"},
    {"buffering.text_options"},
    {"buffering"},
    {"adapter.verdicts", "adapter.retry", "adapter.pulse", "adapter.alignment", "adapter.history"},
    {"adapter.codecs.decoding"},
    {"adapter.epoch", "adapter.codecs.elevenlabs"},
    {"adapter.ledger"},
    {"adapter.local.engine", "adapter.local.harmless"},
    {"adapter.local.workers"},
    {"adapter.local.voice"},
    {"adapter.local.alignment", "adapter.local.encoding", "adapter.local.dialect"},
    {"adapter.local.server"},
    {"adapter.local"},
    {"adapter.link.socket", "adapter.link.attempts", "adapter.emoji_names"},
    {"adapter.link.opening"},
    {"adapter.link.warm"},
    {"adapter.link"},
    {"adapter.sources.pieces", "adapter.sources.threads", "adapter.sources.lines", "adapter.sources.endings"},
    {"adapter.sources.queues", "adapter.sources.openai", "adapter.sources.anthropic", "adapter.sources.langchain"},
    {"adapter.sources.google", "adapter.sources.amazon", "adapter.sources.frameworks", "adapter.sources.vendors"},
    {"adapter.sources.shapes"},
    {"adapter.sources.reading"},
    {"adapter.sources"},
    {"adapter.outbox"},
    {"adapter.intake"},
    {"adapter.sender"},
    {"adapter.delivery"},
    {"adapter.turn_task"},
    {"adapter.turn"},
    {"adapter.sinks.replacing", "adapter.sinks.cues", "adapter.sinks.g711", "adapter.sinks.loudspeaker"},
    {"adapter.sinks.wav", "adapter.sinks.playhead", "adapter.sinks.relay_messages"},
    {"adapter.sinks.encoded"},
    {"adapter.sinks.files", "adapter.sinks.captions", "adapter.sinks.play", "adapter.sinks.phone"},
    {"adapter.sinks.spans"},
    {"adapter.sinks.relay", "adapter.speaker"},
    {"adapter.sinks"},
    {"adapter"},
    {"adapter.cli.options", "adapter.cli.recording", "adapter.cli.text_input", "adapter.cli.terminal"},
    {"adapter.cli.output", "adapter.cli.person", "adapter.cli.conversation", "adapter.cli.transcript"},
    {"adapter.cli.say", "adapter.cli.chat", "adapter.cli.serve"},
    {"adapter.cli"},
]
"""From the ground up. A module imports only from steps below its own."""

LEVEL = {module: level for level, modules in enumerate(LADDER) for module in modules}

DOORS = {
    "websockets": {"adapter.link.opening", "adapter.link.socket", "adapter.local.server"},
    "tenacity": {"adapter.link.attempts"},
    "structlog": {"adapter.logs"},
    "click": {module for module in LEVEL if module.startswith("adapter.cli")},
    "openai": {"adapter.cli.conversation"},
    "emoji": {"adapter.emoji_names"},
    "espeakng_loader": {"adapter.local.workers"},
    "numpy": {"adapter.local.encoding"},
    "soxr": {"adapter.local.encoding"},
    "audioop": {"adapter.local.encoding"},
    "orjson": {"adapter.codecs.decoding"},
    "pybase64": {"adapter.codecs.decoding"},
    "lameenc": {"adapter.local.encoding"},
    "miniaudio": {"adapter.sinks.loudspeaker"},
    "opentelemetry": {"adapter.sinks.spans"},
    "soundfile": {"adapter.sinks.encoded"},
}
"""The only modules that may import a library from outside."""

NO_IO = {"asyncio", "socket", "threading", "time", "random", "os", "selectors", "ssl"}
PURE = {
    "adapter.events",
    "adapter.errors",
    "adapter.services.hosts",
    "adapter.services.redaction",
    "adapter.codecs",
    "adapter.codecs.decoding",
    "adapter.alignment",
    "adapter.epoch",
    "adapter.ledger",
    "adapter.history",
    "adapter.pulse",
    "adapter.retry",
    "adapter.sinks.playhead",
    "adapter.sinks.relay_messages",
    "adapter.sources.amazon",
    "adapter.sources.anthropic",
    "adapter.sources.endings",
    "adapter.sources.frameworks",
    "adapter.sources.google",
    "adapter.sources.langchain",
    "adapter.sources.lines",
    "adapter.sources.openai",
    "adapter.sources.pieces",
    "adapter.sources.shapes",
    "adapter.sources.vendors",
    "adapter.verdicts",
    "adapter.local.alignment",
    "adapter.local.dialect",
    "adapter.local.harmless",
    "adapter.sinks.cues",
    "adapter.sinks.g711",
    *(module for level in LADDER for module in level if module.startswith("buffering")),
}
"""Cores that take data and give data."""


def modules() -> dict[str, Path]:
    found = {}
    for package in ("adapter", "buffering"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(module: str) -> Iterator[str]:
    """Full names of what a module imports, wherever in it."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
            origin = ".".join(filter(None, [base if node.level else "", node.module or ""]))
            for alias in node.names:
                name = f"{origin}.{alias.name}"
                yield name if name in MODULES else origin


def test_every_module_has_its_step() -> None:
    assert set(LEVEL) == set(MODULES)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_only_point_down(module: str) -> None:
    for name in imports(module):
        if name in MODULES:
            assert LEVEL[name] < LEVEL[module], f"{module} must not import {name}"
            assert not (module.startswith("buffering") and name.startswith("adapter"))


@pytest.mark.parametrize("module", sorted(MODULES))
def test_each_library_has_its_door(module: str) -> None:
    for name in imports(module):
        library = name.partition(".")[0]
        if library in ("adapter", "buffering") or library in sys.stdlib_module_names - {"audioop"}:
            continue
        assert module in DOORS.get(library, ()), f"{module} must not import {library}"


@pytest.mark.parametrize("module", sorted(PURE))
def test_cores_do_no_io(module: str) -> None:
    assert not {name.partition(".")[0] for name in imports(module)} & NO_IO


def test_codecs_do_no_io_and_keys_read_the_environment_at_most() -> None:
    for module in MODULES:
        if module.startswith(("adapter.codecs.", "adapter.services.")):
            allowed = {"os"} if module == "adapter.services.keys" else set()
            assert {name.partition(".")[0] for name in imports(module)} & NO_IO <= allowed


def test_ledger_and_codecs_do_not_know_each_other() -> None:
    assert not any(name.startswith("adapter.codecs.") for name in imports("adapter.ledger"))
    assert not any("ledger" in name for module in MODULES if "codecs" in module for name in imports(module))


@pytest.mark.parametrize("package", ["adapter", "buffering"])
def test_public_names_exist_and_are_sorted(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__all__ == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


def test_importing_adapter_loads_no_sdk_opens_no_socket_and_reads_no_environment() -> None:
    program = """
import os, sys
class Watched(type(os.environ)):
    def __getitem__(self, key):
        assert "KEY" not in key and "ELEVEN" not in key and "OPENAI" not in key, key
        return super().__getitem__(key)
os.environ.__class__ = Watched
sys.addaudithook(lambda event, args: sys.exit(event) if event in ("socket.connect", "socket.bind") else None)
import adapter
heavy = {
    "openai", "anthropic", "agents", "langchain", "langchain_core", "langgraph", "litellm", "llama_index", "ollama",
    "pydantic_ai", "google", "elevenlabs", "httpx", "numpy", "soxr", "espeakng_loader", "lameenc", "click", "pydantic",
    "miniaudio", "soundfile", "opentelemetry",
}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_adapter_costs_little() -> None:
    """Asked: 150 ms of CPU beyond the libraries that are imported with it. Twice that, for slow machines."""
    program = """
import time
import asyncio, structlog, tenacity, websockets.asyncio.client, websockets.asyncio.server
began = time.process_time()
import adapter
print(time.process_time() - began)
"""
    costs = [float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(3)]
    assert min(costs) < 0.3
