"""What `import adapter` costs: beyond bare Python and the libraries that come with it, at most 150 ms of CPU.

Measured in new processes, the best of five. Run with `make bench`.
"""

import subprocess
import sys

PROGRAM = """
import time
began = time.process_time()
import asyncio, structlog, tenacity, websockets.asyncio.client
libraries = time.process_time()
import adapter
print(libraries - began, time.process_time() - libraries)
"""

runs = [
    tuple(map(float, subprocess.check_output([sys.executable, "-c", PROGRAM], text=True).split())) for _ in range(5)
]
libraries, ours = (min(times) * 1_000 for times in zip(*runs, strict=True))
print(f"import adapter: {ours:.0f} ms of CPU, after {libraries:.0f} ms for asyncio, structlog, tenacity and websockets")
assert ours <= 150
