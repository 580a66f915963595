"""How figures are taken and printed."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 5
LONG = 3.0  # seconds; work that takes longer is run three times
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Taken:
    """Medians of some runs: CPU seconds (user and system, finished child processes included) and seconds on the clock."""

    cpu: float
    wall: float
    runs: int


def taken(work: Callable[[], object], runs: int = RUNS) -> Taken:
    """The medians of `runs` runs, or of three if the first takes long."""
    cpu: list[float] = []
    wall: list[float] = []
    while len(wall) < (min(runs, 3) if wall and wall[0] > LONG else runs):
        before, began = _spent(), time.perf_counter()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(_spent() - before)
    return Taken(statistics.median(cpu), statistics.median(wall), len(wall))


def _spent() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def line(name: str, found: Taken, beside: dict[str, Taken], *, wall: bool = False) -> None:
    """Print CPU seconds and their ratio to others'. With `wall` the clock's instead, for what two processes share."""
    seconds = [each.wall if wall else each.cpu for each in (found, *beside.values())]
    ratios = "".join(f"{seconds[0] / other:9.2f} x {label}" for label, other in zip(beside, seconds[1:], strict=True))
    unit = "s wall" if wall else "s CPU "
    print(f"  {name:<46}{seconds[0]:9.4f} {unit}  {found.runs} runs {ratios}", flush=True)


def load() -> str:
    """What else the machine is doing: how many processes wanted to run in the last minute, of how many that can."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def peak_of_command(*arguments: str | Path) -> int:
    """The most bytes that `tipdesk ARGUMENTS` and its child processes have in memory at one time, looked at 50 times a second.

    Pages that several of them share, such as Python's own, are counted for each. Linux only.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tipdesk", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_resident, [process.pid, *_children(process.pid)])))
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(f"tipdesk {arguments[0]} ended with {process.returncode}")
    return peak


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):  # it has just ended
        return 0


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
