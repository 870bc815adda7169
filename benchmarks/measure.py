"""What every benchmark is made of: a name, a unit, a limit, and peers measured in the same run."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

REGISTRY: dict[str, Benchmark] = {}


@dataclass(frozen=True)
class Measured:
    """A value, and what the same machine did for the peers at the same time, all in the benchmark's unit. Less is better.

    `limit` is given here only where it follows from a peer, such as "not more than the small table's page costs".
    """

    value: float
    peers: Mapping[str, float]
    limit: float | None = None


@dataclass(frozen=True)
class Report:
    """What `--json` prints."""

    name: str
    value: float
    unit: str
    limit: float
    peers: dict[str, float]
    ratio_to_limit: float
    ratio_to_peers: dict[str, float]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Benchmark:
    """One measurement. `about` is its line in `--list`."""

    name: str
    unit: str
    limit: float | None
    about: str
    run: Callable[[], Measured]

    def report(self) -> Report:
        measured = self.run()
        limit = self.limit if measured.limit is None else measured.limit
        if limit is None:
            raise ValueError(f"{self.name} has no limit")
        return Report(
            name=self.name,
            value=_short(measured.value),
            unit=self.unit,
            limit=_short(limit),
            peers={peer: _short(value) for peer, value in measured.peers.items()},
            ratio_to_limit=_short(measured.value / limit),
            ratio_to_peers={peer: _short(measured.value / value) for peer, value in measured.peers.items() if value},
        )


def benchmark(name: str, *, unit: str, limit: float | None, about: str) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Register a function as the benchmark `name`."""

    def register(function: Callable[[], Measured]) -> Callable[[], Measured]:
        if name in REGISTRY:
            raise ValueError(f"two benchmarks are called {name}")
        REGISTRY[name] = Benchmark(name, unit, limit, about, function)
        return function

    return register


def _short(value: float) -> float:
    """Four significant digits: more would be noise."""
    return float(f"{value:.4g}")


def cpu_ms(work: Callable[[], object], *, times: int = 60, warm: int = 5) -> float:
    """The median CPU milliseconds (user and system, all threads) that `work` takes, after `warm` calls that do not count."""
    for _ in range(warm):
        work()
    taken = []
    gc.collect()
    for _ in range(times):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def wall_ms(work: Callable[[], object], *, times: int = 9, warm: int = 1) -> float:
    """The milliseconds by the clock of the least disturbed of several calls: what else the machine does is not ours to measure."""
    for _ in range(warm):
        work()
    return min(seconds(work) for _ in range(times)) * 1000


def seconds(work: Callable[[], object]) -> float:
    """The seconds by the clock of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_seconds() -> float:
    """The CPU seconds that this process and its ended children have used so far: what the work costs, however busy the machine is."""
    return sum(os.times()[:4])


def peak_mb() -> float:
    """The most memory this process has held, in MB (10^6 bytes); its children's largest where that is more."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) * 1024 / 1e6
