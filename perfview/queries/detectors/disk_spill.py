"""Sorts and hashes that do not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, size
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import cost_of
from perfview.queries.patterns.evidence import evidence_of
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.spilled import spilled_bytes
from perfview.queries.patterns.standing import sureness
from perfview.queries.schema.model import PLAN
from perfview.queries.study import Study


class DiskSpill(Detector):
    """Sorts and hashes that do not fit into memory.

    What it looks for: temporary files of at least `bytes` in all for a statement that takes
    `share` of database time or writes `much`: told by the
    log, counted by the server, or seen in plans that were run (sorts with an external merge,
    hash joins in several batches). It is a warning where one run writes at least `each`, more than
    a moderate work_mem holds, and the statement takes `warning` of database time.

    Why it matters: What does not fit into work memory is written to disk and read back, often
    several times; it is many times slower than memory.

    How sure it is: The bytes are counted. How much of the time goes there is seen only in a
    plan.

    How to fix it: First sort less: an index in the order asked for, fewer columns, a LIMIT.
    Else a larger `work_mem` (MySQL: `sort_buffer_size`, `tmp_table_size`) for that one
    statement or role; it is for each sort of each connection.

    Learnt from: pgBadger's temporary files (its issue 475: not tied to their query), pev2's
    batches, MySQLTuner's temporary tables on disk.
    """

    name = "disk-spill"
    title = "Sorts and hashes on disk"
    scopes = ("database", "io", "memory")
    prominence = 3
    thresholds = (
        Threshold("bytes", 10_000_000, "bytes", "written to temporary files in all, at least"),
        Threshold("share", 0.01, "ratio", "of database time, at least, unless it writes `much`"),
        Threshold("much", 500_000_000, "bytes", "in all, that counts whatever its share"),
        Threshold("each", 64_000_000, "bytes", "written by one run, for a warning"),
        Threshold(
            "warning", 0.05, "ratio", "of database time that the statement takes, for a warning"
        ),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a statement, most bytes first; those of unknown statements together."""
        written = spilled_bytes(study)
        for statement in sorted(written, key=lambda s: -written[s])[:10]:
            if _is_worth(study, statement, written[statement], limits):
                yield _finding(study, statement, written[statement], limits)


def _is_worth(study: Study, statement: int, written: float, limits: Limits) -> bool:
    """Much written in all, by a statement whose time matters as far as it is known."""
    share = float(study.totals.share[statement]) if statement >= 0 else 1.0
    seldom = study.totals.is_timed and share < limits["share"] and written < limits["much"]
    return written >= limits["bytes"] and not seldom


def _finding(study: Study, statement: int, written: float, limits: Limits) -> Finding:
    name = statement_name(study, statement)
    cost = cost_of(study, statement) if statement >= 0 else None
    share = cost.share if cost else 0.0
    each = written / max(cost.calls if cost else 1, 1)
    is_felt = share >= limits["warning"] and each >= limits["each"]
    costs = f" It takes {percent(share)} of database time." if share > 0 else ""
    return Finding(
        detector=DiskSpill.name,
        severity=Severity.WARNING if is_felt else Severity.INFO,
        title="A sort or hash does not fit into memory",
        where=table_of(study, statement),
        why=f"{name[:1].upper()}{name[1:]} wrote {size(written)} to temporary files, "
        f"{size(each)} a run.{costs}",
        verdict=f"{name} spills {size(written)} to disk",
        entity=study.text_of(statement) if statement >= 0 else "unknown statements",
        measures=(Measure("temporary files", written, "bytes", limits["bytes"]),),
        evidence=evidence_of(study, [statement] if statement >= 0 else []),
        confidence=sureness(PLAN, cost.calls if cost else 1),
        scopes=DiskSpill.scopes,
        how="Sort fewer rows and columns, or have an index in the order asked for; else raise "
        "work_mem for this statement (SET LOCAL work_mem), not for all.",
        effort=Effort.SMALL,
        wrong_if="It is a nightly report that nobody waits for.",
        cause=asking_cause(study, statement) if statement >= 0 else "",
        reach=share or 0.01,
    )
