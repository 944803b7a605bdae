"""Statements that hold what a caller sent, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import plural
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attributes import attributes, resource
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.naming import listed, shortened
from perfview.traces.patterns.raw_input import raw_parameters
from perfview.traces.patterns.request_input import request_input
from perfview.traces.patterns.rewriting import subject_of
from perfview.traces.patterns.sites import Site, gather_sites
from perfview.traces.study import Study

LOOKED_AT = 500
"""Runs of one statement that are held against their requests: one that takes parameters takes them
each time."""

_TELLING = re.compile(r"(modules|packages?|library|scope|orm|component|instrumentation)", re.I)
_MAPPERS = re.compile(
    r"sequelize|typeorm|prisma|mikro-?orm|gorm|hibernate|sqlalchemy|django|active_?record|eloquent"
    r"|entity ?framework|efcore|mongoose|knex|peewee|doctrine|drizzle|objection",
    re.IGNORECASE,
)
"""Libraries that hand values over beside the statement, whatever text they log."""

EXAMPLE = Example(
    before="query = f\"SELECT … WHERE name = '{name}'\"\ndatabase.execute(query)",
    after='database.execute("SELECT … WHERE name = %s", (name,))',
    language="python",
)


class QueryInjection(RequestDetector):
    """Statements into which what a caller sent was written as it came.

    What it looks for: parameters of a request (query or body) of which both name and value stand
    behind the WHERE of a SELECT of the same trace, the value as a text of at least `value-length`
    characters, in a statement that takes no parameters; and statements of other databases that
    hold an object of the caller's with an operator in it, such as `{"$ne": null}`. It fires from
    `statements` such runs on. Numbers, words of SQL, and what an object-relational mapper wrote
    are left out.

    Why it matters: a value that is written into a statement can change what it means: a quotation
    mark in it ends the text, and the caller writes the rest. It also costs time: each value makes a
    new statement to the database, which plans it anew.

    How sure it is: moderately. The value did come in and does stand there; whether it was escaped
    on the way cannot be seen in a trace, nor whether the driver puts values into its log text.

    How to fix it: hand values over as parameters; of objects, take only the plain values expected.

    Learnt from: Sentry's SQL injection and query injection detectors; OWASP, Query Parameterization
    Cheat Sheet.
    """

    name = "query-injection"
    title = "Caller's input inside statements"
    scopes = ("database",)
    cost = 2
    thresholds = (
        Threshold("value-length", 3, "count", "characters of a value, at least"),
        Threshold("statements", 1, "count", "runs that hold their caller's input, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per statement, most time first."""
        hits = _hits(study, round(limits["value-length"]))
        for site in gather_sites(study, hits.row, hits.statement):
            if len(site.all_rows) >= limits["statements"]:
                yield _finding(study, hits, site, limits)


@dataclass(frozen=True)
class _Hits:
    """Runs that hold input: row int32, ascending; statement int32; keys: the parameters' names."""

    row: NDArray[np.int32]
    statement: NDArray[np.int32]
    keys: dict[int, list[str]]


def _hits(study: Study, shortest: int) -> _Hits:
    keys: dict[int, list[str]] = {}
    inputs = request_input(study) if study.source is not None else {}
    if inputs:
        strings, trace = study.model.strings, study.structure.trace
        for row in _suspects(study, np.fromiter(inputs, np.int64, len(inputs))).tolist():
            statement = strings[study.model.db_statement[row]]
            raw = raw_parameters(statement, inputs[int(trace[row])], shortest)
            if raw and not _mapped(study, row):
                keys[row] = [parameter.key for parameter in raw]
    row = np.array(sorted(keys), np.int32)
    return _Hits(row, study.statements.of_span[row], keys)


def _suspects(study: Study, traces: NDArray[np.int64]) -> NDArray[np.int32]:
    """Reads with a text of their own in these traces, so many of each statement."""
    statements = study.statements
    has = np.zeros(study.structure.traces, np.bool_)
    has[traces] = True
    reads = np.append(statements.is_read, False)[statements.of_span]
    rows = np.flatnonzero(reads & (study.model.db_statement >= 0) & has[study.structure.trace])
    by_text = np.argsort(statements.of_span[rows], kind="stable")
    ordered = rows[by_text].astype(np.int32)
    asked = statements.of_span[ordered]
    begin = np.flatnonzero(np.diff(asked, prepend=-1))
    place = np.arange(len(ordered)) - np.repeat(begin, np.diff(np.append(begin, len(asked))))
    return ordered[place < LOOKED_AT]


def _mapped(study: Study, row: int) -> bool:
    """Whether a mapper wrote the statement, by what span, request and resource tell."""
    if study.source is None:
        return False
    root = int(study.structure.root[study.structure.trace[row]])
    pairs = attributes(study, study.source, row) + resource(study, study.source, row)
    if root >= 0:
        pairs = pairs + attributes(study, study.source, root)
    return any(
        _TELLING.search(key) and _MAPPERS.search(f"{key} {value}")
        for key, value in pairs
        if not key.startswith("db.")
    )


def _finding(study: Study, hits: _Hits, site: Site, limits: Limits) -> Finding:
    rows = site.all_rows
    text = study.statements.texts[study.statements.of_span[int(rows[0])]]
    names = list(dict.fromkeys(key for row in rows.tolist() for key in hits.keys[row]))[:3]
    service, request = site.names(study)
    system = study.model.strings[study.model.db_system[int(rows[0])]] or "database"
    place = subject_of(text) or system
    return Finding(
        detector=QueryInjection.name,
        severity=Severity.WARNING,
        title=f"What callers send stands in a statement on {place}",
        where=f"{service} → {system}, {request}",
        why=(
            f"`{shortened(text)}` holds {listed(names)} of its request as it was sent, in "
            f"{plural(len(rows), 'run')} that {'was' if len(rows) == 1 else 'were'} found, and "
            "takes no parameters. A caller could change what the statement means, and the database "
            "has to plan each value's statement anew."
        ),
        verdict=f"`{request}` writes {listed(names)} from its caller into a statement on {place}",
        entity=f"{service}\n{text}",
        measures=(
            Measure("runs with input", len(rows), "count", limits["statements"]),
            Measure("parameters", len(names), "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=confidence(0.75, len(rows)),
        scopes=QueryInjection.scopes,
        how=(
            f"Hand {listed(names)} over as a parameter of the statement instead of writing it into "
            "the text; of objects, take only the plain values that are expected."
        ),
        example=EXAMPLE if text[:6].lower() == "select" else None,
        effort=Effort.SMALL,
        wrong_if="The driver hands values over by itself and only writes them into what it logs.",
        cause=site.cause(study, f"input in {text}"),
        reach=site.reach,
        request=request,
    )
