"""Agents that ask a tool again for what they know already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.sites import Site, gather_sites
from perfview.traces.patterns.tool_calls import ToolCall, similarity, tool_calls
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, Groups, estimate
from perfview.traces.study import Study

SIMILAR_RESULT = 0.8
"""Jaccard's index from which two results count as the same (Sentry's detector)."""

SIMILAR_PART = 0.5
"""The part of the repeats whose results must be the same (Sentry's detector)."""

METHOD = "traces re-timed without the repeated calls"


class AgentRedundantCalls(RequestDetector):
    """Calls of an agent's tool that repeat one whose answer it already has.

    What it looks for: calls of one tool in one trace with equivalent arguments (at least
    `alike` of what either says is in both), each begun within `gap` after the one before ended,
    at least `calls` in a row, at least half of which brought the same result. A call of a tool
    whose name says that it changes something (write, update, run …) ends a row: asking again after
    a change makes sense.

    Why it matters: each call costs its own time and, worse, another turn of the model that reads
    its answer, with all the tokens of the conversation so far.

    How sure it is: arguments and results are compared as the file has them; where results were not
    recorded it is less sure. A tool may have changed the world without its name saying so. The
    saving leaves out the repeated calls only, not the model's turns between them.

    How to fix it: keep answers by tool and arguments for the length of a task, tell the model in
    the prompt what it has asked already, and let tools answer “unchanged”.

    Learnt from: Sentry's redundant tool calls detector (a minute between calls, results alike by
    0.8 for half of the repeats).
    """

    name = "agent-redundant-calls"
    title = "Repeated tool calls of an agent"
    scopes = ("network", "cpu")
    cost = 1
    thresholds = (
        Threshold("calls", 3, "count", "of a tool with equivalent arguments, at least"),
        Threshold("alike", 0.9, "ratio", "what two calls' arguments share, at least"),
        Threshold("gap", 60e9, "ns", "between two of the calls, at most"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per agent's operation and tool, most time first."""
        rows_of_calls = list(_repeats(tool_calls(study), limits))
        if not rows_of_calls:
            return
        tools = {tool: i for i, tool in enumerate(sorted({row[0].tool for row in rows_of_calls}))}
        pairs = [(call.row, tools[call.tool]) for calls in rows_of_calls for call in calls]
        rows = np.array([row for row, _ in pairs], np.int32)
        names = list(tools)
        first = {calls[0].row for calls in rows_of_calls}
        found = gather_sites(study, rows, np.array([tool for _, tool in pairs], np.int32))
        changes = [_again(each, first) for each in found]
        savings = estimate(study, changes, _without, METHOD)
        tool_of = dict(pairs)
        for site, saving in zip(found, savings, strict=True):
            tool = names[tool_of[int(site.all_rows[0])]]
            mine = [calls for calls in rows_of_calls if calls[0].tool == tool]
            yield _finding(study, site, tool, mine, saving, limits)


def _repeats(calls: list[ToolCall], limits: Limits) -> Iterator[list[ToolCall]]:
    """Rows of equivalent calls, each by start."""
    open_rows: list[list[ToolCall]] = []
    for call in [*calls, None]:
        ended = [
            row
            for row in open_rows
            if call is None
            or row[0].trace != call.trace
            or call.start - row[-1].end > limits["gap"]
        ]
        if call is not None and call.changes and not ended:
            ended = list(open_rows)
        yield from (row for row in ended if _redundant(row, limits))
        open_rows = [row for row in open_rows if row not in ended]
        if call is None or call.changes:
            continue
        same = next((row for row in open_rows if _equivalent(row[0], call, limits)), None)
        if same is None:
            open_rows.append([call])
        else:
            same.append(call)


def _equivalent(one: ToolCall, other: ToolCall, limits: Limits) -> bool:
    same = one.tool == other.tool
    return same and similarity(one.arguments, other.arguments) >= limits["alike"]


def _redundant(row: list[ToolCall], limits: Limits) -> bool:
    if len(row) < limits["calls"]:
        return False
    known = [call for call in row if call.result is not None]
    if len(known) < 2:
        return True
    same = [
        similarity(one.result or frozenset(), other.result or frozenset()) >= SIMILAR_RESULT
        for one, other in pairwise(known)
    ]
    return sum(same) >= SIMILAR_PART * len(same)


def _again(site: Site, first: set[int]) -> Change:
    """All calls but the first of each row: those that could be left out."""
    rows = site.rows[~np.isin(site.rows, np.fromiter(first, np.int64, len(first)))]
    return Change(site.endpoint, [rows], site.concerned)


def _without(study: Study, groups: Groups) -> NDArray[np.int64]:
    return what_if.remove(study, np.concatenate(groups))


def _finding(
    study: Study,
    site: Site,
    tool: str,
    mine: list[list[ToolCall]],
    saving: Saving,
    limits: Limits,
) -> Finding:
    service, request = site.names(study)
    most = max(len(calls) for calls in mine)
    spent = max(sum(call.end - call.start for call in calls[1:]) for calls in mine)
    told = all(call.result is not None for calls in mine for call in calls)
    again = sum(len(calls) - 1 for calls in mine)
    return Finding(
        detector=AgentRedundantCalls.name,
        severity=Severity.WARNING,
        title=f"{tool} is asked the same {number(most)} times",
        where=f"{service}, {request}",
        why=(
            f"`{tool}` is called up to {number(most)} times in a row with equivalent arguments "
            f"{'and brings the same' if told else '(its results were not recorded)'}, and nothing "
            f"that changes anything comes between. {plural(again, 'call')} could be left out, "
            f"{duration(spent)} in the trace that repeats most."
        ),
        verdict=(
            f"the agent in `{request}` calls `{tool}` up to {number(most)} times for the same; "
            f"asking once saves about {duration(saving.value)} at p95, and turns of the model"
        ),
        entity=f"{service}\n{tool}",
        measures=(
            Measure("equivalent calls", most, "count", limits["calls"]),
            Measure("calls too many", again, "count"),
            Measure("time in them", spent, "ns"),
        ),
        evidence=evidence_of(study, site.all_rows),
        confidence=confidence(0.9 if told else 0.6, len(mine)),
        scopes=AgentRedundantCalls.scopes,
        saving=saving,
        how=(
            f"Keep the answers of `{tool}` by its arguments for the length of a task, and tell the "
            "model what it has asked already."
        ),
        effort=Effort.SMALL,
        wrong_if=f"What `{tool}` tells changes by itself, and the agent waits for it.",
        cause=site.cause(study, f"{tool} again"),
        reach=site.reach,
        request=request,
    )
