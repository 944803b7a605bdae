"""Advice written by hand, and a document that has it, for tests and for looking at."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from perfview.advice.recommendation import Advice, Recommendation
from perfview.findings.finding import Effort, Evidence, Example, Finding, Measure, Saving, Severity
from perfview.recording.report import ImportReport
from perfview.traces.study import Study
from perfview.ui.workspace.document import Document, State
from tests.traces.building import Recording

MS = 1e6
BEFORE = """for (const o of orders)
  o.items = await db.query(
    "SELECT * FROM order_items
     WHERE order_id = $1", [o.id])"""
AFTER = """const items = await db.query(
  "SELECT * FROM order_items
   WHERE order_id = ANY($1)", [ids])"""


def finding(detector="n-plus-one", entity="orders", **parts) -> Finding:
    """A finding like the ones of a shop that asks its database once per order."""
    whole = {
        "detector": detector,
        "entity": entity,
        "severity": Severity.CRITICAL,
        "title": "N+1 query in OrderService.list",
        "where": "orders → postgres, GET /orders",
        "why": "Each call waits for the one before it: 214 × 3.0 ms. The database is quick; "
        "the way there and back is the cost.",
        "verdict": "One request runs the same `SELECT` once per order, one after another. "
        "Ask for all orders at once.",
        "measures": (
            Measure("same statement", 214, "count", 10),
            Measure("one after another", 0.99, "ratio", 0.9),
            Measure("share of request", 0.91, "ratio", 0.2),
            Measure("time in them", 652 * MS, "ns"),
        ),
        "evidence": Evidence(np.arange(214, dtype=np.int32), np.arange(3, dtype=np.int32), 214),
        "confidence": 0.97,
        "saving": Saving(
            667 * MS,
            641 * MS,
            694 * MS,
            "ns",
            "re-timing the tree with one call",
            "p95 of GET /orders",
            755 * MS,
        ),
        "how": "Collect the ids first and ask once.",
        "example": Example(BEFORE, AFTER, "typescript", "src/orders/OrderService.ts:88"),
        "effort": Effort.SMALL,
        "wrong_if": "the items are paged on purpose",
    }
    return Finding(**(whole | parts))


def recommendation(
    rank=1, track_record="right in 19 of 20 past cases", included_in=None, **parts
) -> Recommendation:
    """The one thing to do about `finding(**parts)`."""
    lead = finding(**parts)
    same = (
        "severity",
        "title",
        "where",
        "why",
        "how",
        "example",
        "saving",
        "confidence",
        "effort",
        "wrong_if",
    )
    return Recommendation(
        rank=rank,
        findings=(lead,),
        track_record=track_record,
        included_in=included_in,
        **{name: getattr(lead, name) for name in same},
    )


def advice() -> Advice:
    """Four things to do: the worst open to everything, one inside another, one of little weight."""
    slow = Saving(96 * MS, 60 * MS, 120 * MS, "ns", "re-timing", "p95 of POST /checkout", 769 * MS)
    side = Saving(31 * MS, 28 * MS, 33 * MS, "ns", "re-timing", "p95 of POST /checkout", 769 * MS)
    return Advice(
        "`GET /orders` spends 652 ms of 717 ms in 214 identical queries from `OrderService.list`; "
        "batching them saves about 667 ms at p95.",
        (
            recommendation(),
            recommendation(
                2,
                severity=Severity.WARNING,
                title="Stripe is the slow part of checkout",
                where="payments → stripe, no timeout",
                saving=slow,
                confidence=0.74,
                entity="stripe",
                example=None,
                effort=Effort.MEDIUM,
            ),
            recommendation(
                3,
                severity=Severity.WARNING,
                title="Quote and reserve could run side by side",
                where="gateway, independent calls",
                saving=side,
                confidence=0.88,
                entity="quote",
                effort=Effort.LARGE,
            ),
            recommendation(
                4,
                severity=Severity.INFO,
                title="Session read twice per request",
                where="auth → redis, 34,510 requests",
                saving=None,
                confidence=0.91,
                entity="session",
                included_in=1,
            ),
        ),
        Saving(287 * MS, 250 * MS, 300 * MS, "ns", "re-timing", "request time", 755 * MS),
    )


def report() -> ImportReport:
    """Three oddities of a file."""
    made = ImportReport(rows=999_869)
    made.note("orphan-span", 12, "12 spans name a parent that is not in the file.")
    made.note(
        "clock-skew", 310, "310 spans begin before their parent; clocks of two machines differ."
    )
    made.note("unit-guessed", 1, "One duration had no unit and was taken for milliseconds.")
    return made


def document(what: Advice | None = None, state: State = State.READY) -> Document:
    """A document that was read, without a file or a thread."""
    made = Document(Path("checkout-load.otlp.json"))
    made.state = state
    made.opened = SimpleNamespace(
        identity=SimpleNamespace(kind="traces"),
        report=report(),
        advice=what,
        study=Study(Recording().model()),
        path=made.path,
    )
    return made
