"""What there is to say about one function, worked out off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import plural, three_figures
from perfview.profiles.evidence_ids import place_in_file
from perfview.profiles.lens import Lens
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.measures.sandwich import Neighbours, callees, callers
from perfview.profiles.measures.surroundings import surroundings
from perfview.profiles.sources.code_lines import CodeLine, costly_lines
from perfview.profiles.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.facts.mini_sandwich import Named
from perfview.ui.profiles.wording import amount, share

_SHARES_OF = {"ns": "of all time", "bytes": "of all bytes"}
_NS = 1e9


@dataclass(frozen=True)
class FunctionFacts:
    """own, total, whole in the metric's unit; boxes around it; lines of its source with what each
    costs; shape: the stacks as they are seen. calls: how often it was called, 0 when not counted;
    lasted_ns: how long the recording is, 0 when unknown."""

    name: str
    place: str
    category: int
    own: float
    total: float
    whole: float
    present: int
    calls: int
    lasted_ns: float
    boxes: list[Named]
    callers: Neighbours
    callees: Neighbours
    lines: list[CodeLine]
    shape: Shape

    def part(self, unit: str) -> str:
        """`25 % of all time`."""
        return f"{share(self.total, self.whole)} {_SHARES_OF.get(unit, 'of everything')}"

    def more(self, unit: str) -> str:
        """`3.27 s, 61 calls/s`; without counted calls how many samples it is in."""
        said = amount(self.total, unit)
        if not self.calls:
            return f"{said}, {plural(self.present, 'sample')}"
        a_second = self.calls / (self.lasted_ns / _NS) if self.lasted_ns > 0 else 0.0
        if a_second >= 1:
            return f"{said}, {three_figures(a_second)} calls/s"
        return f"{said}, {plural(self.calls, 'call')}"

    def all_of_it(self, unit: str) -> str:
        """`3.27 s with what it calls, 60.0 ms itself, 1,204 calls`."""
        often = plural(self.calls, "call") if self.calls else plural(self.present, "sample")
        own, total = amount(self.own, unit), amount(self.total, unit)
        return f"{total} with what it calls, {own} itself, {often}"


def facts_of(study: Study, lens: Lens, function: int) -> FunctionFacts:
    """Everything the panel shows of a function through a lens."""
    table, counts = study.function_table(lens), study.model.counts
    tree = study.call_tree(lens)
    return FunctionFacts(
        name=study.name_of(function) or "(no name)",
        place=place_in_file(study, function).removeprefix("file://"),
        category=int(function_categories(study)[function]),
        own=float(table.own[function]),
        total=float(table.total[function]),
        whole=tree.whole,
        present=int(table.present[function]),
        calls=int(counts.calls[function]) if counts else 0,
        lasted_ns=_lasted(study, lens, tree.whole),
        boxes=_named(study, lens, function),
        callers=callers(study, lens, function),
        callees=callees(study, lens, function),
        lines=costly_lines(study, lens, function),
        shape=tree.shape,
    )


def _lasted(study: Study, lens: Lens, whole: float) -> float:
    """How long the recording is; what counts calls has no times, but one thread's time."""
    model = study.model
    if model.has_times:
        return float(model.threads.end_ns.max(initial=0))
    return whole if model.unit(lens.metric) == "ns" and len(model.threads) == 1 else 0.0


def _named(study: Study, lens: Lens, function: int) -> list[Named]:
    shape, categories = study.call_tree(lens).shape, function_categories(study)
    return [
        Named(
            box,
            study.name_of(box.function, shape) or "(no name)",
            int(categories[box.function]) if box.function < len(categories) else QUIET_CATEGORY,
        )
        for box in surroundings(study, lens, function)
    ]
