"""Instruments' rows in the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import whole_lines
from perfview.profiles.readers.text.indented_stacks import Row, rows_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport

if TYPE_CHECKING:
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source

_AMOUNT = re.compile(r"\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[A-Za-zµ]*)")
_UNITS = {
    "ns": ("ns", 1.0),
    "µs": ("ns", 1e3),
    "us": ("ns", 1e3),
    "ms": ("ns", 1e6),
    "s": ("ns", 1e9),
    "min": ("ns", 6e10),
    "h": ("ns", 3.6e12),
    "Bytes": ("bytes", 1.0),
    "KB": ("bytes", 1024.0),
    "MB": ("bytes", 1024.0**2),
    "GB": ("bytes", 1024.0**3),
    "KiB": ("bytes", 1024.0),
    "MiB": ("bytes", 1024.0**2),
    "GiB": ("bytes", 1024.0**3),
    "cycles": ("count", 1.0),
    "Kc": ("count", 1e3),
    "Mc": ("count", 1e6),
    "Gc": ("count", 1e9),
    "": ("count", 1.0),
}
_NAMES = {"ns": "cpu", "bytes": "allocated", "count": "cycles"}


@dataclass
class _Function:
    """A row: its symbol, where it is, its whole cost, its own (None when no column says it)."""

    name: str
    file: str
    module: str
    whole: float
    own: float | None
    below: float = 0.0


def read_instruments(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a copied call tree. Raises `UnreadableInput` when no row has a cost."""
    report = ImportReport()
    lines = whole_lines(source, progress, report)
    titles = [title.strip() for title in next((ln for ln in lines if ln.strip()), "").split("\t")]
    found = [_row(dict(zip(titles, line.split("\t"), strict=False))) for line in lines if line]
    good = [each for each in found if each is not None]
    report.note(
        "broken-line", len(found) - len(good), "Rows have no symbol or no cost; they were left out."
    )
    if not good:
        raise UnreadableInput(
            "Not one row of this copy of Instruments has a symbol and a cost",
            remedy="In Instruments, select the call tree's rows and choose Edit, Deep Copy.",
        )
    model = _model(rows_of((indent, function) for indent, function, _ in good), good[0][2])
    report.rows = len(model)
    return model, report


def amount_of(text: str) -> tuple[float, str] | None:
    """The number in ns, bytes or pieces, and which of these: `4.93 s  100.0%`, `9.00 Mc`."""
    found = _AMOUNT.match(text)
    if found is None or found["unit"] not in _UNITS:
        return None
    unit, factor = _UNITS[found["unit"]]
    return float(found["number"].replace(",", "")) * factor, unit


def _row(cells: dict[str, str]) -> tuple[int, _Function, str] | None:
    symbol = cells.get("Symbol Name") or cells.get("Symbol Names") or ""
    cost = cells.get("Weight") or cells.get("Running Time") or cells.get("Bytes Used") or ""
    whole = amount_of(cost)
    if not symbol.strip() or whole is None:
        return None
    own = amount_of(cells.get("Self Weight") or cells.get("Self") or "")
    if "Self (ms)" in cells:
        own = amount_of(cells["Self (ms)"].strip() + " ms")
    indent = len(symbol) - len(symbol.lstrip())
    module = (cells.get("Library") or cells.get("Binary") or "").strip()
    file = (cells.get("Source Path") or "").strip()
    function = _Function(symbol.strip(), file, module, whole[0], own[0] if own else None)
    return indent, function, whole[1]


def _model(rows: list[Row[_Function]], unit: str) -> ProfileModel:
    builder = ProfileBuilder([(_NAMES[unit], unit)])
    thread = builder.thread()
    stacks: dict[int, int] = {}
    for row in rows:
        if row.above is not None:
            row.above.content.below += row.content.whole
        each = row.content
        function = builder.function(each.name, each.file, module=each.module)
        above = stacks[id(row.above)] if row.above is not None else -1
        stacks[id(row)] = builder.stack(above, builder.frame(function))
    for row in rows:
        # Without a column of its own, the own cost is what the rows below leave of the whole.
        each = row.content
        own = each.own if each.own is not None else max(0.0, each.whole - each.below)
        if own > 0:
            builder.sample(thread, stacks[id(row)], [own])
    return builder.finish(made_by="Instruments")
