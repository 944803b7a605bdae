"""An index that would spare the database most of what it reads."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import duration, number, percent, plural, size
from perfview.queries.indexes.agreement import Scans
from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.queries.patterns.causes import index_cause
from perfview.queries.patterns.evidence import evidence_of
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.saving import saving_of
from perfview.queries.schema import model
from perfview.queries.study import Study

MOST = 30
GRAVE = 0.25
FELT = 0.05
METHOD = (
    "cost of the statements with and without the index, by a planner modelled on PostgreSQL's,"
    " times the time they took"
)
_LEVELS = {
    model.TEXT: "from the statements alone",
    model.DDL: "from the statements and the schema",
    model.STATISTICS: "from the statements, the schema and the table statistics",
    model.PLAN: "from the statements, and a plan that was run reads what the index would spare",
    model.PLANNER: "from the statements, and a real planner chooses it",
}


class MissingIndex(Detector):
    """An index that is not there, for statements that read far more than they need.

    What it looks for: statements whose conditions, joins and order an index would serve. For each
    the candidates (equal columns first, then one range or the order; columns carried along; rows of
    a rare condition only; expressions) are held against each other by a planner modelled on
    PostgreSQL's, the few that spare at least a fifth of the cost are kept, and those of all
    statements are put together into one set. Nothing is suggested that an index which is there
    serves already, and nothing from the text alone for statements that are done in a few
    milliseconds.

    Why it matters: without an index the server reads every row of a table to give a few of them.
    That grows with the table, takes the memory that other tables need, and in updates holds locks
    for longer.

    How sure it is: it says so as it was measured: on five databases suggestions were held against
    PostgreSQL with hypothetical indexes, by what was known (text, schema, statistics, plan) and by
    how many tables a statement joins. A plan that was run and reads the table as a whole confirms;
    one that uses another index speaks against it. Costs are not times: the saving has a wide
    interval.

    How to fix it: create the index, in PostgreSQL CONCURRENTLY so that writers do not wait, and
    look at the plan again. Every index makes writes of its table dearer and takes room; drop those
    that the new one replaces.

    Learnt from: Dexter (candidates, minimum cost), pg_qualstats (rows filtered), SOAR (equal
    columns by cardinality, then one range), supabase index_advisor, SQLite's .expert, SQL Server's
    missing-index views; and their users' wishes: partial and covering indexes, order and direction,
    one set for the workload, never one that exists in another form, what it costs writers.
    """

    name = "missing-index"
    title = "Missing index"
    scopes = ("database", "io")
    cost = 3
    prominence = 8
    thresholds = (
        Threshold("share", 0.005, "ratio", "of database time that it saves, at least"),
        Threshold("gain", 0.2, "ratio", "of a statement's cost that it spares, at least"),
        Threshold("confidence", 0.4, "ratio", "how sure a suggestion has to be"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a suggested index, the greatest saving first."""
        left = MOST
        for suggestion in study.suggestions:
            share = _share(study, suggestion)
            best = _best(suggestion)
            if suggestion.confidence < limits["confidence"] or left == 0:
                continue
            if (share is not None and share < limits["share"]) or _gain(best) < limits["gain"]:
                continue
            left -= 1
            yield _finding(study, suggestion, best, share, limits)


def _best(suggestion: Suggestion) -> Helped:
    return max(suggestion.helped, key=lambda each: (each.time_saved_ns, _gain(each)))


def _gain(helped: Helped) -> float:
    return 1 - helped.cost_after / helped.cost_before if helped.cost_before > 0 else 0.0


def _saved_ns(suggestion: Suggestion) -> float:
    return sum(each.time_saved_ns for each in suggestion.helped)


def _share(study: Study, suggestion: Suggestion) -> float | None:
    """Share of database time that it saves; None where no durations are known."""
    totals = study.totals
    if not totals.is_timed or totals.whole_ns <= 0:
        return None
    return _saved_ns(suggestion) / totals.whole_ns


def _finding(
    study: Study,
    suggestion: Suggestion,
    best: Helped,
    share: float | None,
    limits: Limits,
) -> Finding:
    saved = _saved_ns(suggestion)
    spent = sum(max(0, int(study.totals.total_ns[each.statement])) for each in suggestion.helped)
    low = saved * suggestion.confidence * 0.5
    return Finding(
        detector=MissingIndex.name,
        severity=_severity(suggestion, share),
        title=f"Index {_called(suggestion)}",
        where=suggestion.table,
        why=_why(study, suggestion, best),
        verdict=_verdict(study, suggestion, share),
        entity=f"{suggestion.table} {_keys(suggestion)} {suggestion.where}".strip(),
        measures=_measures(study, suggestion, best, share, limits),
        evidence=evidence_of(study, [each.statement for each in suggestion.helped]),
        confidence=suggestion.confidence,
        scopes=MissingIndex.scopes,
        saving=saving_of(study, saved, low, float(spent), METHOD),
        how=_how(suggestion),
        example=_example(study, suggestion, best),
        effort=Effort.SMALL,
        wrong_if=" ".join(suggestion.doubts)
        or "The statements are rare by day, or the table is written far more than it is read.",
        cause=index_cause(suggestion),
        reach=1.0 if saved else 0.1,
    )


def _severity(suggestion: Suggestion, share: float | None) -> Severity:
    """By what it saves; nothing is critical that is read from the text alone."""
    if share is None or share < FELT:
        return Severity.INFO if share is not None and share < 0.01 else Severity.WARNING
    is_grave = share >= GRAVE and suggestion.level != model.TEXT
    return Severity.CRITICAL if is_grave else Severity.WARNING


def _keys(suggestion: Suggestion) -> str:
    terms = [
        f"{each.column or each.expression}{' DESC' if each.is_descending else ''}"
        for each in suggestion.columns
    ]
    return f"({', '.join(terms)})"


def _called(suggestion: Suggestion) -> str:
    text = f"{suggestion.table} {_keys(suggestion)}"
    if suggestion.where:
        text += f" where {suggestion.where}"
    return text


def _why(study: Study, suggestion: Suggestion, best: Helped) -> str:
    """What is read for what is given, then why these columns."""
    parts = []
    name = statement_name(study, best.statement)
    rows, read = _rows(study, best.statement)
    told = _told_by_plan(study, suggestion, best)
    if told:
        parts.append(told)
    elif rows is not None and read is not None and read > rows:
        parts.append(f"{name} reads {number(read)} rows for {number(rows)} that it returns.")
    else:
        gain = _gain(best)
        less = "next to nothing" if gain >= 0.995 else f"{percent(1 - gain)} of what it costs now"
        parts.append(f"{name} could be done for {less}.")
    more = len(suggestion.helped) - 1
    if more:
        parts.append(f"{plural(more, 'other statement')} would gain as well.")
    parts.extend(suggestion.reasons)
    return " ".join(parts)


def _told_by_plan(study: Study, suggestion: Suggestion, best: Helped) -> str:
    """What a plan that was run says of reading the table, "" without one."""
    scans = study.once("scans", lambda: Scans(study.model))
    others = [each.statement for each in suggestion.helped if each is not best]
    table = suggestion.table.rpartition(".")[2].lower()
    for statement in (best.statement, *others):
        found = [
            each for each in scans.of(statement) if each.relation == table and each.removed > 0
        ]
        if found:
            most = max(found, key=lambda each: each.removed)
            return (
                f"{statement_name(study, statement)} reads {number(most.removed + most.kept)} rows"
                f" of {suggestion.table} and keeps {number(most.kept)} of them, as its plan tells."
            )
    return ""


def _rows(study: Study, statement: int) -> tuple[float | None, float | None]:
    """Rows returned and read by one run, on average."""
    totals = study.totals
    calls, rows = int(totals.calls[statement]), int(totals.rows[statement])
    read = int(totals.rows_read[statement])
    if calls <= 0 or rows < 0 or read < 0:
        return None, None
    return rows / calls, read / calls


def _verdict(study: Study, suggestion: Suggestion, share: float | None) -> str:
    what = f"an index on {suggestion.table} {_keys(suggestion)}"
    helped = plural(len(suggestion.helped), "statement")
    if share is None:
        return f"{what} would spare {helped} most of what they read"
    return f"{what} would take about {percent(share)} off the database's time ({helped})"


def _measures(
    study: Study,
    suggestion: Suggestion,
    best: Helped,
    share: float | None,
    limits: Limits,
) -> tuple[Measure, ...]:
    found = [Measure("cost spared", _gain(best), "ratio", limits["gain"])]
    if share is not None:
        found.insert(0, Measure("share of database time", share, "ratio", limits["share"]))
    calls = int(study.totals.calls[best.statement])
    if calls > 0:
        found.append(Measure("calls", calls, "count"))
    if suggestion.bytes >= 0:
        found.append(Measure("size of the index", suggestion.bytes, "bytes"))
    return tuple(found)


def _how(suggestion: Suggestion) -> str:
    parts = ["Create the index and look at the plan again."]
    if suggestion.bytes >= 0:
        parts.append(f"It will take about {size(suggestion.bytes)}.")
    if suggestion.writers:
        added = percent(suggestion.writes_per_call)
        parts.append(
            f"{plural(len(suggestion.writers), 'statement')} seen here would have to keep it up:"
            f" about {added} more index work each time."
        )
    else:
        parts.append(f"No statement seen here writes {suggestion.table}, so it costs them nothing.")
    if suggestion.is_partitioned:
        parts.append(
            "The table is partitioned, which keeps writers waiting until it is made: to spare them,"
            " make it on each partition CONCURRENTLY first, then on the table."
        )
    if suggestion.replaces:
        names = ", ".join(f"`{name}`" for name in suggestion.replaces)
        parts.append(f"It begins like {names}, which can be dropped then.")
    parts.append(f"Judged {_LEVELS[suggestion.level]}.")
    return " ".join(parts)


def _example(study: Study, suggestion: Suggestion, best: Helped) -> Example:
    dialect = study.dialect_of(best.statement) or study.schema.dialect
    mean = int(study.totals.mean_ns[best.statement])
    took = f" ({duration(mean)} a run)" if mean >= 0 else ""
    text = " ".join(study.text_of(best.statement).split())
    before = f"-- reads what the index would spare{took}\n{text};"
    after = f"{suggestion.ddl(dialect)};"
    drops = "".join(f"\n{each};" for each in suggestion.drops(dialect))
    if drops:
        after += f"\n-- once it is there:{drops}"
    return Example(before, after, "sql")
