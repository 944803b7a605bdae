"""The lines of a function or its file with what each costs, and their code where it is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.profiles.lens import Lens
from perfview.profiles.measures.lines import LineCosts, lines_of_file, lines_of_function
from perfview.profiles.sources.lookup import Reach, Reached, sources_of
from perfview.profiles.study import Study

AROUND = 2
"""Lines shown before and after one that costs something."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of source: number from 1, its text ("" when it cannot be told), own and total in the
    metric's unit. `follows` is False where lines before it were left out."""

    number: int
    text: str
    own: float
    total: float
    follows: bool = True


@dataclass(frozen=True)
class FileLines:
    """The file a function stands in: how it was reached, and its lines; without their code only
    those that cost something."""

    reach: Reach
    lines: list[CodeLine]

    @property
    def has_code(self) -> bool:
        """Whether the code of its lines is known."""
        return self.reach.found is not None and self.reach.reached is Reached.HERE


def costly_lines(study: Study, lens: Lens, function: int, most: int = 24) -> list[CodeLine]:
    """A function's costliest lines in their order, those around them where the source is there.

    `most` is how many are wanted at the most; the costliest are kept.
    """
    costs = lines_of_function(study, function, lens, place_unknown=True)
    lines = sources_of(study).lines_of(function) or []
    # Engines tell the lines of code they inlined from other files, too.
    known = np.flatnonzero((costs.line > 0) & (costs.line <= (len(lines) or costs.line)))
    ranked = known[np.argsort(-costs.total[known], kind="stable")]
    begins = int(study.model.functions.line[function])
    wanted: set[int] = set()
    for at in ranked.tolist():
        line = int(costs.line[at])
        near = range(max(begins, line - AROUND, 1), min(line + AROUND, len(lines)) + 1)
        more = wanted | (set(near) if lines else set()) | {line}
        if len(more) > most:
            break
        wanted = more
    return _written(sorted(wanted), costs, lines)


def lines_of_source(
    study: Study, lens: Lens, function: int, *, though_changed: bool = False
) -> FileLines:
    """The file a function stands in. Its code, as it is now, is taken even where it has changed
    since with `though_changed`."""
    reach = sources_of(study).reach(function)
    if though_changed and reach.found is not None:
        reach = Reach(Reached.HERE, reach.found)
    file = int(study.model.functions.file[function])
    if file >= 0:
        costs = lines_of_file(study, file, lens, place_unknown=True)
    else:
        costs = lines_of_function(study, function, lens, place_unknown=True)
    if reach.found is not None and reach.reached is Reached.HERE:
        lines = reach.found.lines
        return FileLines(reach, _written(range(1, len(lines) + 1), costs, lines))
    return FileLines(reach, _written(costs.line[costs.line > 0].tolist(), costs, []))


def _written(numbers: list[int] | range, costs: LineCosts, lines: list[str]) -> list[CodeLine]:
    place = {int(line): at for at, line in enumerate(costs.line.tolist())}
    written, before = [], -1
    for number in numbers:
        at = place.get(number)
        text = lines[number - 1] if 0 < number <= len(lines) else ""
        own = float(costs.own[at]) if at is not None else 0.0
        total = float(costs.total[at]) if at is not None else 0.0
        written.append(CodeLine(number, text, own, total, before < 0 or number == before + 1))
        before = number
    return written
