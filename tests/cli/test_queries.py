"""The command line on recordings of a database."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from perfview.recording.bundled import bundled
from tests.cli.conftest import Run

SAMPLE = bundled("samples", "slow-shop.postgres.log.gz")
SLOW = [{"sql": f"SELECT * FROM parcels WHERE code = 'x{n}'", "duration": 90} for n in range(30)]
DDL = "CREATE TABLE parcels (id bigint PRIMARY KEY, code text NOT NULL);"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Thirty slow runs of one statement."""
    path = tmp_path / "slow.json"
    path.write_text(json.dumps(SLOW))
    return path


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_statements_and_indexes_are_exported(run: Run) -> None:
    statements = rows_of(run("export", SAMPLE, "--table", "statements").out)
    wanted = ["fingerprint", "calls", "total_ms", "mean_ms", "p95_ms", "rows", "text"]
    assert [each for each in statements[0] if each in wanted] == wanted
    heaviest = max(statements, key=lambda row: float(row["total_ms"]))
    assert "FROM orders WHERE customer_id = ?" in heaviest["text"]
    indexes = rows_of(run("export", SAMPLE, "--table", "indexes").out)
    assert indexes[0]["table"] == "orders"
    assert indexes[0]["columns"].startswith("customer_id")
    assert heaviest["fingerprint"] in indexes[0]["statements_helped"].split()
    assert indexes[0]["evidence_level"] == "plan"
    assert 0.5 < float(indexes[0]["confidence"]) <= 1


def test_a_schema_given_along_is_taken(run: Run, listed: Path, tmp_path: Path) -> None:
    schema = tmp_path / "tables.ddl"
    schema.write_text(DDL)
    told = run("export", listed, "--table", "indexes", "--schema", schema)
    assert [row["evidence_level"] for row in rows_of(told.out)] == ["schema"]
    schema.write_text(DDL + "CREATE INDEX codes ON parcels (code);")
    assert not rows_of(run("export", listed, "--table", "indexes", "--schema", schema).out)


def test_what_tells_nothing_of_a_database_is_refused(
    run: Run, listed: Path, tmp_path: Path
) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("buy milk")
    for option in ("--schema", "--stats", "--with"):
        ran = run("analyze", listed, option, other)
        assert ran.code == 2
        assert "notes.txt" in ran.err


def test_literals_stay_here(run: Run, listed: Path) -> None:
    for arguments in (
        ("analyze", listed, "--json"),
        ("analyze", listed, "--markdown"),
        ("export", listed, "--table", "statements"),
        ("export", listed, "--table", "indexes"),
    ):
        said = run(*arguments)
        assert said.code == 0
        assert "x17" not in said.out


def test_the_script_for_statistics_is_printed(run: Run) -> None:
    assert "pg_stats" in run("statistics").out
    assert "information_schema" in run("statistics", "mysql").out.lower()


def test_only_queries_are_checked_against_a_database(run: Run, listed: Path) -> None:
    build = bundled("samples", "heavy-shop.build.zip")
    assert "--check" in run("analyze", build, "--check", "host=127.0.0.1").err
    refused = run("analyze", listed, "--check", "host=127.0.0.1 port=1 password=secret")
    assert refused.code == 2
    assert "secret" not in refused.err
