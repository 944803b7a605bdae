"""Every command on real recordings: the bundled sample, and the corpus where it is at hand."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from perfview.advice.contract import SCHEMA_FILE
from perfview.cli.opening import sample_path
from perfview.recording.bundled import bundled
from tests.cli.conftest import Run

SAMPLE = sample_path()
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces"


@pytest.fixture(autouse=True)
def own_cache(cache_folder: Path) -> None:
    """Not the user's."""


def test_analysis_of_the_sample_follows_its_contract(run: Run) -> None:
    ran = run("analyze", "--json", SAMPLE)
    assert ran.code == 0
    assert ran.err == ""
    told = json.loads(ran.out)
    jsonschema.validate(told, json.loads(bundled(SCHEMA_FILE).read_bytes()))
    assert told["source"]["format"] == "otlp-json"
    assert told["source"]["bytes"] == SAMPLE.stat().st_size
    known = {finding["id"] for finding in told["findings"]}
    assert {"n-plus-one", "slow-query"} <= {finding["detector"] for finding in told["findings"]}
    assert all(set(each["findings"]) <= known for each in told["recommendations"])
    assert [each["rank"] for each in told["recommendations"]] == list(
        range(1, len(told["recommendations"]) + 1)
    )


def test_evidence_names_spans_as_the_file_does(run: Run) -> None:
    told = json.loads(run("analyze", "--json", SAMPLE).out)
    text = gzip.decompress(SAMPLE.read_bytes()).decode().lower()
    spans = [e["id"] for f in told["findings"] for e in f["evidence"] if e["type"] == "span"]
    assert spans
    assert all(f'"{span}"' in text for span in spans)


def test_second_analysis_comes_from_the_cache_and_says_the_same(run: Run) -> None:
    first, second = (json.loads(run("analyze", "--json", SAMPLE).out) for _ in range(2))
    del first["timing"], second["timing"]
    assert first == second
    assert str(SAMPLE) in run("cache").out


def test_exported_spans_have_the_promised_columns(run: Run, tmp_path: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(run("export", SAMPLE, "--table", "spans", "--out", "-").out))
    )
    promised = ("span_id", "trace_id", "parent_id", "name", "service", "start_ns", "duration_ns")
    assert {*promised, "self_ns", "critical_ns", "status"} <= set(rows[0])
    info = json.loads(run("info", "--json", SAMPLE).out)
    assert len(rows) == info["import"]["rows"]
    for form in ("json", "npz", "csv"):
        out = tmp_path / f"x.{form}"
        out.write_text("overwritten")
        ran = run("export", SAMPLE, "--table", "spans", "--format", form, "--out", out)
        assert (ran.code, ran.out) == (0, "")
    assert [row["span_id"] for row in json.loads((tmp_path / "x.json").read_bytes())] == [
        row["span_id"] for row in rows
    ]
    arrays = np.load(tmp_path / "x.npz", allow_pickle=False)
    assert arrays["duration_ns"].tolist() == [int(row["duration_ns"]) for row in rows]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("table", ["traces", "operations", "services", "edges"])
def test_every_table_can_be_written(run: Run, table: str) -> None:
    ran = run("export", SAMPLE, "--table", table, "--format", "json", "--out", "-")
    assert ran.code == 0
    assert json.loads(ran.out)


def test_wrong_table_and_wrong_place_are_wrong_usage(run: Run, tmp_path: Path) -> None:
    ran = run("export", SAMPLE, "--table", "span", "--out", "-")
    assert ran.code == 2
    assert "Did you mean spans?" in ran.err
    nowhere = tmp_path / "nowhere" / "x.csv"
    assert run("export", SAMPLE, "--table", "spans", "--out", nowhere).code == 2


def test_fail_on_counts_severities(run: Run) -> None:
    assert run("analyze", SAMPLE, "--fail-on", "critical").code == 1
    assert "# Why" in run("analyze", SAMPLE, "--markdown").out


def test_real_thresholds_move(run: Run) -> None:
    limits = ("--threshold", "slow-query.duration=1h", "--threshold", "slow-query.notable=1h")
    told = json.loads(run("analyze", "--json", SAMPLE, *limits).out)
    assert "slow-query" not in {finding["detector"] for finding in told["findings"]}


@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"{", b"[", b'{"resourceSpans":[', b"\x1f\x8b\x08"]
)
def test_broken_files_are_refused_or_kept_in_one_message(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x").write_bytes(content)
    ran = run("analyze", tmp_path / "x")
    assert ran.code in (0, 3)
    assert "itself failed" not in ran.err
    assert len(ran.err.splitlines()) <= 2


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside this checkout")
def test_every_file_of_the_corpus_opens_or_is_refused_with_a_reason(run: Run) -> None:
    opened = 0
    for file in sorted(path for path in CORPUS.rglob("*") if path.is_file()):
        ran = run("analyze", "--no-cache", file)
        assert ran.code in (0, 3), file
        opened += ran.code == 0
        if ran.code == 3:
            assert ran.err.startswith(f"perfview: {file}: "), file
            assert len(ran.err.splitlines()) <= 2, file
        assert "itself failed" not in ran.err, file
        assert "detector" not in ran.out or "stopped with" not in ran.out, file
    assert opened > 50
