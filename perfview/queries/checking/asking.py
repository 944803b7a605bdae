"""Suggested indexes held against a real planner. Only ever on explicit request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from perfview.findings.forecast import UnanswerableError
from perfview.queries.checking.planner import OPTION, Planned, Planner, Refused
from perfview.queries.checking.verdicts import RIGHT
from perfview.queries.furnished import Checked
from perfview.queries.gathering.calls import LONGEST_SAMPLE
from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.study import Study

MOST_SUGGESTIONS = 100
MOST_STATEMENTS = 20
"""Statements of one suggestion that are asked for, those that it saves most first."""
_QUESTION = re.compile(r"\?")


def check(study: Study, dsn: str) -> Checked:
    """Ask the PostgreSQL at `dsn` for the cost of each statement that a suggestion helps, without
    and with the index (hypopg). Where the index alone changes nothing, it is asked whether the set
    of all suggestions costs more without it. Without hypopg: whether the plan reads the table as a
    whole. Samples of the recording are sent to this server only. Raises UnanswerableError."""
    with Planner(dsn) as planner:
        try:
            return _checked(study, planner)
        except Refused as refused:
            code = f" ({refused.code})" if refused.code else ""
            said = f"The database does not answer, or does not allow hypothetical indexes{code}."
            raise UnanswerableError(said, OPTION) from refused


def _checked(study: Study, planner: Planner) -> Checked:
    asked = _Asked(study, planner)
    suggestions = study.advised[:MOST_SUGGESTIONS]
    if planner.has_indexes:
        planner.forget()
        asked.compare(suggestions)
    else:
        asked.look(suggestions)
    return Checked(planner.server, asked.costs, asked.scans, asked.failed, asked.plans)


@dataclass
class _Asked:
    """What has been asked so far."""

    study: Study
    planner: Planner
    costs: dict[tuple[str, int], tuple[float, float]] = field(default_factory=dict)
    scans: dict[tuple[str, int], bool] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    plans: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    _plain: dict[int, Planned | None] = field(default_factory=dict)

    def compare(self, suggestions: list[Suggestion]) -> None:
        """Costs without and with each index, by itself and within the set."""
        for suggestion in suggestions:
            ddl = suggestion.ddl("postgres", concurrently=False)
            before = {each: self.plain(each) for each in _statements(suggestion)}
            for asked in dict.fromkeys((ddl, _of_all_rows(suggestion))):
                if self.planner.make(asked):
                    for statement, plan in before.items():
                        after = (
                            self.plan(statement) if plan and self._is_open(ddl, statement) else None
                        )
                        if plan and after:
                            self._tell(ddl, statement, plan, after)
                self.planner.forget()
        self._within_set(suggestions)

    def _within_set(self, suggestions: list[Suggestion]) -> None:
        for number, suggestion in enumerate(suggestions):
            ddl = suggestion.ddl("postgres", concurrently=False)
            unsure = [s for s in _statements(suggestion) if self._is_unsure(ddl, s)]
            if not unsure:
                continue
            for other in suggestions[:number] + suggestions[number + 1 :]:
                self.planner.make(other.ddl("postgres", concurrently=False))
            without = {statement: self.plan(statement) for statement in unsure}
            self.planner.make(ddl)
            for statement, plan in without.items():
                together = self.plan(statement)
                if plan and together and together.cost <= RIGHT * plan.cost:
                    self._tell(ddl, statement, plan, together)
            self.planner.forget()

    def _tell(self, ddl: str, statement: int, before: Planned, after: Planned) -> None:
        self.costs[ddl, statement] = (before.cost, after.cost)
        self.plans[ddl, statement] = (before.text, after.text)

    def _is_open(self, ddl: str, statement: int) -> bool:
        return (ddl, statement) not in self.costs or self._is_unsure(ddl, statement)

    def _is_unsure(self, ddl: str, statement: int) -> bool:
        known = self.costs.get((ddl, statement))
        return known is not None and known[1] > RIGHT * known[0]

    def look(self, suggestions: list[Suggestion]) -> None:
        """Whether statements read the whole table that an index would be on."""
        for suggestion in suggestions:
            ddl = suggestion.ddl("postgres", concurrently=False)
            table = suggestion.table.rpartition(".")[2]
            for statement in _statements(suggestion):
                plan = self.plain(statement)
                if plan:
                    self.scans[ddl, statement] = table in plan.scanned()

    def plain(self, statement: int) -> Planned | None:
        """The plan of a statement as the database is."""
        if statement not in self._plain:
            self._plain[statement] = self.plan(statement)
        return self._plain[statement]

    def plan(self, statement: int) -> Planned | None:
        """The plan of a statement as things stand; None where the server refuses."""
        if statement in self.failed:
            return None
        try:
            return self.planner.plan(asked_text(self.study, statement))
        except Refused as refused:
            self.failed[statement] = refused.code
            return None


def _of_all_rows(suggestion: Suggestion) -> str:
    """The index without its condition. HypoPG 1.3 does not see that a statement meets the condition
    of a partial index on any but the first of its tables; what the whole index brings, that of a
    part of the rows does."""
    return replace(suggestion, where="").ddl("postgres", concurrently=False)


def _statements(suggestion: Suggestion) -> list[int]:
    ranked = sorted(suggestion.helped, key=lambda each: -each.time_saved_ns)
    return [each.statement for each in ranked[:MOST_STATEMENTS]]


def asked_text(study: Study, statement: int) -> str:
    """A statement as it was run, where all of it is kept; else its text with parameters."""
    sample = study.sample_of(statement)
    if sample and len(sample.encode("utf-8", "replace")) < LONGEST_SAMPLE:
        return sample.rstrip().rstrip(";")
    numbers = iter(range(1, 1 << 15))
    return _QUESTION.sub(lambda found: f"${next(numbers)}", study.text_of(statement))
