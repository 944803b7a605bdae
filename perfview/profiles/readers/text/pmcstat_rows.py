"""pmcstat's rows in the model."""

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

_ROW = re.compile(r"(?P<indent>\s*)\d+\.\d+%\s+\[(?P<samples>\d{1,18})\]\s+(?P<name>\S.*)")
_EVENT = re.compile(r"@ (?P<event>\S+) \[\d+ samples\]\s*")
_COMMENT = ("#", "//")


@dataclass
class _Function:
    """A row: a function, where it is ("" for where the one above it is), its samples by event."""

    name: str
    module: str
    samples: int
    event: int
    called: int = 0


def read_pmcstat(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a call graph. Raises `UnreadableInput` when there is no row."""
    report = ImportReport()
    events: list[str] = []
    found: list[tuple[int, _Function]] = []
    strange = 0
    for line in whole_lines(source, progress, report):
        event, row = _EVENT.fullmatch(line), _ROW.fullmatch(line)
        if event:
            events.append(event["event"])
        elif row:
            number = max(len(events) - 1, 0)
            name, _, module = row["name"].strip().partition(" @ ")
            each = _Function(name, module, int(row["samples"]), number)
            found.append((len(row["indent"]), each))
        elif line.strip() and not line.lstrip().startswith(_COMMENT):
            strange += 1
    report.note("broken-line", strange, "Lines are no rows of pmcstat; they were left out.")
    if not found:
        raise UnreadableInput(
            "There is not one row of a call graph in this file",
            remedy="Print it with `pmcstat -R samples.out -G graph.txt`.",
        )
    rows = rows_of(found)
    _note_cut(rows, report)
    model = _model(rows, list(dict.fromkeys(events)) or ["samples"], events)
    report.rows = len(model)
    return model, report


def _note_cut(rows: list[Row[_Function]], report: ImportReport) -> None:
    for row in rows:
        if row.above is not None:
            row.above.content.called += row.content.samples
    cut = sum(max(0, r.content.samples - r.content.called) for r in rows if r.below)
    report.note(
        "not-read",
        cut,
        "Samples have callers that pmcstat left out of this graph; they are not shown, since their"
        " stacks are not known.",
    )


def _model(rows: list[Row[_Function]], metrics: list[str], events: list[str]) -> ProfileModel:
    builder = ProfileBuilder([(metric, "count") for metric in metrics])
    thread = builder.thread()
    for row in rows:
        if row.above is not None:
            row.content.module = row.content.module or row.above.content.module
    for row in rows:
        if row.below:
            continue
        stack = -1
        for each in row.way():
            function = builder.function(each.name, module=each.module)
            stack = builder.stack(stack, builder.frame(function))
        weights = [0.0] * len(metrics)
        own = row.content
        at = metrics.index(events[own.event]) if events else 0
        weights[at] = float(own.samples)
        builder.sample(thread, stack, weights)
    return builder.finish(made_by="pmcstat")
