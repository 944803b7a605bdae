"""Findings about indexes."""

from __future__ import annotations

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding, Severity
from perfview.queries.detectors.missing_index import MissingIndex
from perfview.queries.detectors.redundant_index import RedundantIndex
from perfview.queries.schema.model import Schema
from tests.queries.building import QueryBuilder
from tests.queries.indexes.databases import index, schema

SQL = "SELECT * FROM orders WHERE shop = {} ORDER BY created_at DESC LIMIT 20"


def found(known: Schema, ms: float = 200.0, **limits: float) -> list[Finding]:
    builder = QueryBuilder(schema=known)
    for shop in range(4):
        builder.call(SQL.format(shop), ms=ms + shop / 100, rows=20, rows_read=1_000_000)
    builder.call("SELECT 1", ms=100.0)
    detector = MissingIndex()
    return list(detector.detect(builder.study(), Limits(detector, limits)))


def test_a_missing_index_is_told_with_all_that_speaks_for_it() -> None:
    (finding,) = found(schema())
    assert finding.title == "Index orders (shop, created_at)"
    assert finding.severity is Severity.CRITICAL
    assert "rows for 20 that it returns" in finding.why
    assert finding.example is not None
    assert finding.example.after == (
        "CREATE INDEX CONCURRENTLY orders_shop_created_at_idx ON orders (shop, created_at);"
    )
    assert finding.evidence.groups.tolist() == [0]
    assert finding.evidence.rows.tolist() == [3, 2, 1, 0]
    saving = finding.saving
    assert saving is not None
    assert saving.before is not None
    assert 0 < saving.low < saving.value <= saving.high < saving.before
    assert {measure.name for measure in finding.measures} >= {"cost spared", "calls"}


def test_an_index_that_is_there_settles_it() -> None:
    assert found(schema(index("shop", "created_at"))) == []


def test_text_alone_says_nothing_of_statements_that_are_quick() -> None:
    assert found(Schema(), ms=0.2) == []
    (finding,) = found(Schema())
    assert "is not known" in finding.wrong_if


def test_limits_can_be_moved() -> None:
    assert found(schema(), share=0.99) == []
    assert found(schema(), confidence=1.0) == []


def test_a_redundant_index_is_told_with_how_to_drop_it() -> None:
    known = schema(index("shop", name="short"), index("shop", "created_at", name="long"))
    detector = RedundantIndex()
    study = QueryBuilder(schema=known).study()
    (finding,) = detector.detect(study, Limits(detector))
    assert finding.title == "Drop short on orders (shop)"
    assert finding.example is not None
    assert finding.example.after == "DROP INDEX CONCURRENTLY short;"
