"""Needs a PostgreSQL that may be asked: its address in PERFVIEW_TEST_POSTGRES."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from perfview.findings.forecast import UnanswerableError
from perfview.queries.checking.asking import asked_text, check
from perfview.queries.checking.planner import Planner, Refused
from tests.queries.building import QueryBuilder

ADDRESS = os.environ.get("PERFVIEW_TEST_POSTGRES", "")
needs_server = pytest.mark.skipif(not ADDRESS, reason="no PERFVIEW_TEST_POSTGRES")


@pytest.fixture
def planner() -> Iterator[Planner]:
    with Planner(ADDRESS) as made:
        yield made


@needs_server
@pytest.mark.parametrize(
    "hostile",
    [
        "SELECT 1; CREATE TABLE perfview_harm (i int)",
        "SELECT $1; CREATE TABLE perfview_harm (i int)",
        "SELECT 1) ; CREATE TABLE perfview_harm (i int); SELECT (1",
        "CREATE TABLE perfview_harm (i int)",
        "ANALYZE SELECT 1",
        "COPY pg_class TO PROGRAM 'true'",
        "COMMIT",
        "SELECT 1\0; COMMIT",
        "SELECT '\udcff'",
    ],
)
def test_nothing_but_a_single_plan_is_asked_for(planner: Planner, hostile: str) -> None:
    with pytest.raises(Refused):
        planner.plan(hostile)
    assert planner._value("SELECT count(*) FROM pg_class WHERE relname = 'perfview_harm'") == "0"
    assert planner._value("SHOW transaction_read_only") == "on"
    assert planner._value("SELECT count(*) FROM pg_prepared_statements") == "0"
    assert planner.plan("SELECT 1").cost > 0, "it goes on"


@needs_server
def test_what_writes_is_planned_and_not_run(planner: Planner) -> None:
    before = planner._value("SELECT pg_current_wal_insert_lsn() IS NOT NULL")
    assert planner.plan("WITH x AS (DELETE FROM pg_description RETURNING 1) SELECT * FROM x").cost
    assert planner.plan("SELECT pg_sleep(1000)").cost > 0, "within the time a statement may take"
    assert planner.plan("SELECT * FROM pg_class WHERE oid = $1 AND relname = $2").cost > 0
    assert before == "t"
    assert planner._value("SELECT count(*) > 0 FROM pg_description") == "t"


@needs_server
def test_a_recording_of_another_database_is_told_by_its_code() -> None:
    made = QueryBuilder(ddl="CREATE TABLE perfview_nowhere (id int, a int)")
    for each in range(9):
        made.call(f"SELECT * FROM perfview_nowhere WHERE a = {each}", 50.0)
    found = check(made.study(), ADDRESS)
    assert found.server.startswith("PostgreSQL ")
    assert not found.costs
    assert set(found.failed.values()) <= {"42P01"}


def test_an_address_where_nobody_answers() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(UnanswerableError, match="cannot be reached"):
        Planner("host=127.0.0.1 port=1 dbname=none password=secret connect_timeout=1")


def test_what_is_sent() -> None:
    made = QueryBuilder()
    made.call("SELECT * FROM orders WHERE id = 17;")
    assert asked_text(made.study(), 0) == "SELECT * FROM orders WHERE id = 17"
