"""What a metric of a profile is the cost of, and how sentences call it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from perfview.profiles.model import ProfileModel


class Cost(Enum):
    """What is spent."""

    TIME = "time"
    """Time, or samples and cycles that stand for it: where a program was while it ran."""
    ALLOCATED = "allocated"
    """Memory asked for, freed since or not."""
    LIVE = "live"
    """Memory still in use when the profile was taken."""
    WAITED = "waited"
    """Time or times that threads waited for each other."""
    CENSUS = "census"
    """What there was at one moment: goroutines, threads. No cost of any code."""


@dataclass(frozen=True)
class Spending:
    """metric: index into the model's; of: how a sentence calls it (``CPU time``); unit: its unit"""

    metric: int
    cost: Cost
    of: str
    unit: str


_WAITED = re.compile(r"delay|contention|mutex|block|lock|wait|off.?cpu", re.IGNORECASE)
_WALL = re.compile(r"wall|real|elapsed|clock", re.IGNORECASE)
_CPU = re.compile(r"cpu|samples?$|on.?proc", re.IGNORECASE)
_EVENTS = {
    "Ir": "instructions",
    "Dr": "data reads",
    "Dw": "data writes",
    "I1mr": "first-level misses of instructions",
    "D1mr": "first-level misses of reads",
    "D1mw": "first-level misses of writes",
    "ILmr": "last-level misses of instructions",
    "DLmr": "last-level misses of reads",
    "DLmw": "last-level misses of writes",
    "Bc": "conditional branches",
    "Bcm": "mispredicted conditional branches",
    "Bi": "indirect branches",
    "Bim": "mispredicted indirect branches",
    "sysCount": "system calls",
}
"""What Callgrind counts, by its names (https://valgrind.org/docs/manual/cg-manual.html)."""

_LIVE = re.compile(r"in.?use|live|retained|^space$|^objects$|growth|^heap$", re.IGNORECASE)
_MEMORY = re.compile(r"alloc|objects?|in.?use|^space$", re.IGNORECASE)
_CENSUS = re.compile(r"goroutine|thread", re.IGNORECASE)


def spendings(model: ProfileModel) -> list[Spending]:
    """Every metric of the model, the default one first.

    Names are those of pprof's sample types (https://pkg.go.dev/runtime/pprof) and of profilers that
    took them over.
    """
    default = model.metrics.default
    order = sorted(range(len(model.metrics)), key=lambda at: at != default)
    found = [_spending(at, model.metrics.name[at], model.metrics.unit[at]) for at in order]
    # Samples beside bytes or delays count allocations or waits: they stand for no time.
    main = found[0].cost if found else Cost.TIME
    return [replace(each, cost=main) if _is_bare(each) else each for each in found]


def _is_bare(spending: Spending) -> bool:
    """Whether it counts whatever was sampled."""
    return spending.unit == "count" and spending.of == "samples"


def spending_of(model: ProfileModel, *costs: Cost) -> Spending | None:
    """The metric that tells of one of these costs: of the earliest named that there is, the one
    measured most finely (bytes or time before counts), the default one before others."""
    found = [each for each in spendings(model) if each.cost in costs]
    if not found:
        return None
    return min(found, key=lambda each: (costs.index(each.cost), each.unit == "count"))


def _spending(metric: int, name: str, unit: str) -> Spending:
    if unit == "bytes":
        live = bool(_LIVE.search(name)) and not name.lower().startswith("alloc")
        return Spending(metric, *_memory(live), unit)
    if unit == "count" and _CENSUS.search(name):
        return Spending(metric, Cost.CENSUS, f"{name}s" if name[-1:] != "s" else name, unit)
    if _WAITED.search(name):
        return Spending(metric, Cost.WAITED, "waits" if unit == "count" else "waiting time", unit)
    if unit == "ns":
        return Spending(metric, Cost.TIME, _time(name), unit)
    if _MEMORY.search(name):
        cost, _ = _memory(bool(_LIVE.search(name)))
        word = "objects in use" if cost is Cost.LIVE else "allocated objects"
        return Spending(metric, cost, word, unit)
    return Spending(metric, Cost.TIME, _counted(name), unit)


def _time(name: str) -> str:
    """Which time it is, as far as the recorder says."""
    if _WALL.search(name):
        return "wall time"
    return "CPU time" if _CPU.search(name) else "recorded time"


def _memory(live: bool) -> tuple[Cost, str]:
    return (Cost.LIVE, "memory in use") if live else (Cost.ALLOCATED, "allocated bytes")


def _counted(name: str) -> str:
    """What is counted, in the plural: ``samples``, ``cycles``, ``cache misses``."""
    if name in _EVENTS:
        return _EVENTS[name]
    word = name.replace("_", " ").replace("-", " ").strip() or "samples"
    if word.lower().rstrip("s") in ("weight", "value", "none", "count"):
        return "units"
    word = word.lower() if word.istitle() else word
    return word if word.endswith("s") else f"{word}s"
