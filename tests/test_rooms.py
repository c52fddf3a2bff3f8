"""Which module may import which library, and what importing costs. Who may import whom is in ``pyproject.toml``."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def modules() -> dict[str, Path]:
    found = {}
    for package in ("adapter", "buffering"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()
SERVICES = {name: path for name, path in MODULES.items() if name.startswith("adapter.services.")}

DOORS = {
    "websockets": {"adapter.transport.opening", "adapter.transport.websocket", "adapter.local.server"},
    "tenacity": {"adapter.transport.attempts"},
    "httpx": {"adapter.transport.http"},
    "structlog": {"adapter.logs"},
    "click": {module for module in MODULES if module.startswith("adapter.cli")},
    "openai": {"adapter.cli.conversation"},
    "emoji": {"adapter.emoji_names"},
    "espeakng_loader": {"adapter.local.workers"},
    "numpy": {"adapter.local.encoding"},
    "soxr": {"adapter.local.encoding"},
    "audioop": {"adapter.local.encoding"},
    "orjson": {"adapter.services.decoding"},
    "pybase64": {"adapter.services.decoding"},
    "lameenc": {"adapter.local.encoding"},
    "miniaudio": {"adapter.sinks.loudspeaker"},
    "opentelemetry": {"adapter.sinks.spans"},
    "soundfile": {"adapter.sinks.encoded"},
}
"""The only modules that may import a library from outside."""

NO_IO = {"asyncio", "socket", "threading", "time", "random", "os", "selectors", "ssl"}
PURE = {
    "adapter.local.alignment",
    "adapter.local.dialect",
    "adapter.local.harmless",
    "adapter.sinks.cues",
    "adapter.sinks.g711",
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
    "adapter.speaking.silence",
    "adapter.transport.flushes",
    "adapter.transport.noise",
    "adapter.transport.retry",
}
"""Cores that take data and give data, in rooms where others do I/O."""


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


def test_services_do_no_io_and_keys_read_the_environment_at_most() -> None:
    for module in MODULES:
        if module.startswith("adapter.services."):
            allowed = {"os"} if module == "adapter.services.keys" else set()
            assert {name.partition(".")[0] for name in imports(module)} & NO_IO <= allowed


def test_a_service_is_known_to_its_own_file_only() -> None:
    """Nothing that speaks, carries or records imports a concrete service: it asks its traits."""
    concrete = {name for name, path in SERVICES.items() if "Traits(" in path.read_text(encoding="utf-8")}
    assert concrete
    for room in ("ledger", "speaking", "transport", "services"):
        for module in MODULES:
            if module.startswith(f"adapter.{room}"):
                assert not concrete & {*imports(module), *(name.rpartition(".")[0] for name in imports(module))}, module


def test_the_short_package_has_the_same_public_names() -> None:
    adapter, saystream = importlib.import_module("adapter"), importlib.import_module("saystream")
    assert saystream.__all__ == adapter.__all__
    assert all(getattr(saystream, name) is getattr(adapter, name) for name in adapter.__all__)


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
