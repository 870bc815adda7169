"""What a newcomer waits for: a data folder founded, and the demo county built.

With JIAFENG_BEFORE naming a checkout of an earlier build, with its .venv/, each is measured turn about with that build, as its limit asks.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import Measured, benchmark, cpu_seconds

HERE = Path(__file__).resolve().parent.parent
BEFORE = os.environ.get("JIAFENG_BEFORE", "")
TURNS = int(os.environ.get("TURNS", "3"))


def cost(build: Path, *arguments: str) -> float:
    """The CPU seconds of `jiafeng ARGUMENTS` of a build on a new data folder, with every process it starts."""
    before = cpu_seconds()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(build / ".venv" / "bin" / "jiafeng"), *arguments, "--data", f"{folder}/data"]
        subprocess.run(command, check=True, capture_output=True, cwd=build)
    return cpu_seconds() - before


def measured(share: float, *arguments: str) -> Measured:
    """The least of some turns, and of as many by the earlier build, of whose cost the limit is a share."""
    if not BEFORE:
        return Measured(min(cost(HERE, *arguments) for _ in range(TURNS)), {})
    ours, earlier = zip(*((cost(HERE, *arguments), cost(Path(BEFORE), *arguments)) for _ in range(TURNS)), strict=True)
    return Measured(min(ours), {"the earlier build": min(earlier)}, limit=share * min(earlier))


@benchmark(
    "founding", unit="s CPU", limit=5, about="a data folder founded by `jiafeng init`; with JIAFENG_BEFORE, at most 0.25 × that build's"
)
def founding() -> Measured:
    return measured(0.25, "init")


@benchmark(
    "demo", unit="s CPU", limit=25, about="the demo county built in a new data folder; with JIAFENG_BEFORE, at most 0.4 × that build's"
)
def demo() -> Measured:
    return measured(0.4, "demo", "--no-serve")
