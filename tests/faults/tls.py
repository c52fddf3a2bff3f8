"""TLS for the fault matrix: certificates by openssl, and a front that speaks TLS for a server that does not."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fault_server import FaultServer
from tests.faults.harness import Lab


def certificate(folder: Path, host: str, days: int) -> tuple[Path, Path]:
    """A self-signed one that is valid for ``days``, and its key. Skips where there is no openssl."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    cert, key, request = (folder / f"{host}.{end}" for end in ("pem", "key", "csr"))
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    subprocess.run([*new, "-out", str(request), "-subj", f"/CN={host}"], check=True, capture_output=True)
    names = folder / "names"
    names.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=critical,CA:TRUE\n")
    sign = ["openssl", "x509", "-req", "-in", str(request), "-signkey", str(key), "-days", str(days)]
    subprocess.run([*sign, "-extfile", str(names), "-out", str(cert)], check=True, capture_output=True)
    return cert, key


@contextlib.asynccontextmanager
async def tls_front(
    server: FaultServer, cert: tuple[Path, Path] | None, cuts: int = 0
) -> AsyncIterator[tuple[int, list[int]]]:
    """Port of a TLS front of ``server`` that cuts the first ``cuts`` handshakes, and the connections it saw."""
    seen: list[int] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if cert:
        context.load_cert_chain(*cert)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(1)
        if len(seen) <= cuts:
            await reader.read(100)
            writer.transport.abort()
            return
        try:
            await writer.start_tls(context)
        except (OSError, ssl.SSLError):
            writer.transport.abort()
            return
        behind = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.gather(pump(reader, behind[1]), pump(behind[0], writer))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as front:
        yield front.sockets[0].getsockname()[1], seen
    await asyncio.sleep(0.05)


def trust(lab: Lab, cert: Path) -> None:
    lab.replace("adapter.transport.opening._tls", lambda: ssl.create_default_context(cafile=str(cert)))
