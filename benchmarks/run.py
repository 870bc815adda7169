"""python benchmarks/run.py --list | NAME [--json] | --all: measurements with their limits and peers.

Each benchmark runs in a process of its own, on a data folder below .cache/benchmarks/ that is built once and used again.
Exit 0: within the limit; 1: beyond it.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUR_PYTHON = HERE.parent / ".venv" / "bin" / "python"
if importlib.util.find_spec("django") is None and OUR_PYTHON.exists():
    os.execv(OUR_PYTHON, [str(OUR_PYTHON), *sys.argv])  # called with another Python: go on with the project's own
sys.path.insert(0, str(HERE.parent))

from benchmarks.measure import REGISTRY, Report  # noqa: E402 - found only once the project's folder is on the path

PARTS = {"__init__", "bare", "county", "load", "measure", "run", "stock"}


def load() -> None:
    """Import every module that holds benchmarks."""
    for path in sorted(HERE.glob("*.py")):
        if path.stem not in PARTS:
            importlib.import_module(f"benchmarks.{path.stem}")


def sentence(report: Report) -> str:
    peers = ", ".join(f"{ratio:g} × {peer} ({report.peers[peer]:g})" for peer, ratio in report.ratio_to_peers.items())
    return f"{report.name}: {report.value:g} {report.unit}, limit {report.limit:g} ({report.ratio_to_limit:.0%} of it); {peers}"


def run_all(as_json: bool) -> int:
    worst = 0
    for name in REGISTRY:
        command = [sys.executable, str(HERE / "run.py"), name, *(["--json"] if as_json else [])]
        worst = max(worst, subprocess.run(command, check=False).returncode)
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", help="the benchmark to run")
    parser.add_argument("--list", action="store_true", help="name them all")
    parser.add_argument("--all", action="store_true", help="run them all, one after the other")
    parser.add_argument("--json", action="store_true", help="print one JSON object a benchmark")
    arguments = parser.parse_args()
    load()
    if arguments.list:
        width = max(map(len, REGISTRY))
        print("\n".join(f"{each.name:<{width}}  {each.about}" for each in REGISTRY.values()))
        return 0
    if arguments.all:
        return run_all(arguments.json)
    if arguments.name not in REGISTRY:
        parser.error(f"there is no benchmark called {arguments.name!r}; --list names them")
    report = REGISTRY[arguments.name].report()
    print(json.dumps(report.as_dict(), ensure_ascii=False) if arguments.json else sentence(report))
    return 0 if report.ratio_to_limit <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
