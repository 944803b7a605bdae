"""What stands above the costs of a callgrind file: events, positions, who wrote it of what."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.graph_reader import GraphReader
from perfview.recording.report import ImportReport

_TOLD = ("cmd", "desc", "creator", "part", "thread")
_MOST_COMMENTS = 40
_WITH_UNIT = re.compile(r"(?P<name>.+?)_?\((?P<times>\d*)(?P<unit>[A-Za-zµ]+)\)")
_UNITS = {
    "ns": ("ns", 1.0),
    "us": ("ns", 1e3),
    "µs": ("ns", 1e3),
    "ms": ("ns", 1e6),
    "s": ("ns", 1e9),
    "hrs": ("ns", 3.6e12),
    "mins": ("ns", 6e10),
    "bytes": ("bytes", 1.0),
    "B": ("bytes", 1.0),
    "kB": ("bytes", 1024.0),
    "KB": ("bytes", 1024.0),
    "MB": ("bytes", 1024.0**2),
    "GB": ("bytes", 1024.0**3),
}
"""As Xdebug (`Time_(10ns)`) and pprof (`inuse_space(MB)`, internal/measurement) write units."""
_TIMES = ("ns", "us", "ms")
"""Events that are called after their unit (pyprof2calltree)."""


class Header:
    """The headers of a file, told one by one; a file of several parts has them several times."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.comments: list[str] = []
        self.made_by = ""
        self._totals = np.zeros(0)

    def take(self, reader: GraphReader, line: bytes) -> None:
        """Take note of a line `word: anything`."""
        word, _, rest = line.decode("utf-8", "replace").partition(":")
        word, rest = word.strip(), rest.strip()
        if word == "events" and rest:
            self.events = max(self.events, rest.split(), key=len)
            reader.columns = len(self.events)
        elif word == "positions" and rest:
            positions = rest.split()
            reader.positions = len(positions)
            reader.line_place = positions.index("line") if "line" in positions else -1
        elif word == "totals":
            self._add_totals(rest)
        elif word == "creator":
            self.made_by = "Xdebug" if rest.startswith("xdebug") else "Callgrind"
            # Xdebug's memory shrinks, too; nobody else writes costs below nothing.
            reader.relative = self.made_by != "Xdebug"
        if word in _TOLD and rest and len(self.comments) < _MOST_COMMENTS:
            self.comments.append(f"{word}: {rest}")

    def metrics(self, count: int) -> tuple[list[str], list[str], NDArray[np.float64]]:
        """Names, units and factors float64 of the `count` costs."""
        events = (self.events + [f"cost {i + 1}" for i in range(count)])[:count]
        found = [_metric(event) for event in events]
        return [n for n, _, _ in found], [u for _, u, _ in found], np.array([f for *_, f in found])

    def is_complete(self, sums: NDArray[np.float64]) -> bool:
        """Whether the file gives totals, and these sums float64 (m) reach them."""
        return len(self._totals) == len(sums) and bool((sums >= self._totals).all())

    def note_missing(self, report: ImportReport, sums: NDArray[np.float64]) -> None:
        """Say so when the costs do not add up to the totals that the file gives."""
        if len(self._totals) == len(sums) and not self.is_complete(sums):
            short = int((self._totals - sums).max())
            report.note(
                "costs-missing",
                1,
                f"The file says its costs add up to more than they do, by {short:,}: a part of it"
                " may be missing.",
            )

    def _add_totals(self, rest: str) -> None:
        try:
            totals = np.array([float(word) for word in rest.split()])
        except ValueError:
            return
        same = len(totals) == len(self._totals)
        self._totals = self._totals + totals if same else totals


def _metric(event: str) -> tuple[str, str, float]:
    """An event's name, unit and what its numbers are multiplied by."""
    if event in _TIMES:
        return "time", "ns", _UNITS[event][1]
    found = _WITH_UNIT.fullmatch(event)
    if found is None or found["unit"] not in _UNITS:
        return event, "count", 1.0
    unit, factor = _UNITS[found["unit"]]
    return found["name"], unit, factor * int(found["times"] or 1)
