"""What there is to say about one function, worked out off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import plural
from perfview.profiles.evidence_ids import place_of
from perfview.profiles.lens import Lens
from perfview.profiles.measures.sandwich import Neighbours, callees, callers
from perfview.profiles.sources.code_lines import CodeLine, costly_lines
from perfview.profiles.study import Study
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.wording import amount


@dataclass(frozen=True)
class FunctionFacts:
    """own, total, whole in the metric's unit; lines of its source with what each costs."""

    name: str
    place: str
    category: int
    own: float
    total: float
    whole: float
    samples: int
    present: int
    calls: int
    callers: Neighbours
    callees: Neighbours
    lines: list[CodeLine]

    def more(self, unit: str) -> str:
        """`3.27 s with what it calls, 60.0 ms itself, 1,204 samples`."""
        parts = [
            f"{amount(self.total, unit)} with what it calls",
            f"{amount(self.own, unit)} itself",
        ]
        if self.calls:
            parts.append(plural(self.calls, "call"))
        else:
            parts.append(f"in {plural(self.present, 'sample')}")
        return ", ".join(parts)


def facts_of(study: Study, lens: Lens, function: int) -> FunctionFacts:
    """Everything the panel shows of a function through a lens."""
    table, counts = study.function_table(lens), study.model.counts
    return FunctionFacts(
        name=study.name_of(function) or "(no name)",
        place=_place(study, function),
        category=int(function_categories(study)[function]),
        own=float(table.own[function]),
        total=float(table.total[function]),
        whole=study.call_tree(lens).whole,
        samples=int(table.count[function]),
        present=int(table.present[function]),
        calls=int(counts.calls[function]) if counts else 0,
        callers=callers(study, lens, function),
        callees=callees(study, lens, function),
        lines=costly_lines(study, lens, function),
    )


def _place(study: Study, function: int) -> str:
    whole, name = place_of(study, function), study.name_of(function)
    return whole.removeprefix(name).strip(" ()")
