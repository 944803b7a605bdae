from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.traces.plain_spans import document, span


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    spans = [span(i + 1, "GET /a" if i % 2 else "POST /b", ms=i) for i in range(10)]
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(document(spans, service_name="web")))
    return path


def test_export_keeps_the_rows_that_match(run: Run, recording: Path) -> None:
    filtered = ("--where", "name=get* duration>4ms", "--out", "-")
    ran = run("export", recording, "--table", "spans", *filtered)
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["duration_ns"] for row in rows] == ["5000000", "7000000", "9000000"]
    assert {row["name"] for row in rows} == {"GET /a"}


def test_a_filter_that_makes_no_sense_is_pointed_at(run: Run, recording: Path) -> None:
    ran = run("export", recording, "--table", "spans", "--where", "name=a (", "--out", "-")
    assert ran.code == 2
    assert "never closed" in ran.err
    assert "       ^" in ran.err
    ran = run("export", recording, "--table", "edges", "--where", "a", "--out", "-")
    assert ran.code == 2
    assert "cannot be filtered, spans, traces, operations can" in " ".join(ran.err.split())


def test_spans_are_written_for_other_tools(run: Run, recording: Path, tmp_path: Path) -> None:
    for form in ("otlp-json", "chrome-json"):
        out = tmp_path / f"{form}.json"
        ran = run("export", recording, "--format", form, "--where", "name=get*", "--out", out)
        assert ran.code == 0
        told = json.loads(run("info", "--json", out).out)
        assert told["import"]["rows"] == 5
