"""`perfview compare`, `analyze --baseline` and `export` of profiles, from files to words."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

from perfview.advice.contract import SCHEMA_FILE as ANALYZE_SCHEMA
from perfview.cli.export import FORMATS
from perfview.engine.comparing import SCHEMA_FILE
from perfview.engine.pillars import PILLARS
from perfview.recording.bundled import bundled
from tests.cli.conftest import Run
from tests.engine.test_several_kinds import samples, slices

OLD = ("main;load;parse 3013", "main;serve;work 2049", "main;gone 407")
NEW = ("main;load;parse 212", "main;serve;work 2057", "main;serve;check 611")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "old.txt", *OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return written(tmp_path / "new.txt", *NEW)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def told(run: Run, *arguments: object) -> dict[str, object]:
    ran = run("compare", "--json", *arguments)
    assert ran.code == 0, ran.err
    found: dict[str, object] = json.loads(ran.out)
    jsonschema.validate(found, json.loads(bundled(SCHEMA_FILE).read_bytes()))
    return found


def test_the_page_says_what_changed(run: Run, old: Path, new: Path) -> None:
    ran = run("compare", old, new)
    assert ran.code == 0
    assert ran.out.startswith("Less: −47\u202f% samples, between −50\u202f% and −45\u202f%.")
    assert re.search("parse +3,013 +212 +−2,801 +−93 %\n +its own code · ± ", ran.out)
    assert "no longer called from main" in ran.out
    assert "new call from serve" in ran.out
    assert "before  5,469 samples  old.txt" in ran.out


def test_json_has_every_number_and_follows_its_schema(run: Run, old: Path, new: Path) -> None:
    found = told(run, old, new)
    assert found["unit"] == "count"
    assert not found["normalised"]
    rows = {row["name"]: row for row in found["rows"]}  # type: ignore[attr-defined]
    assert rows["parse"]["self"]["change"] == -2801
    assert rows["parse"]["total"]["low"] < -2801 < rows["parse"]["total"]["high"]
    assert rows["check"]["appeared"]
    assert rows["check"]["total"]["relative"] is None
    assert rows["gone"]["vanished"]
    assert rows["work"]["self"]["withinNoise"]
    assert sum(row["moved"] for row in rows.values()) == found["whole"]["change"]  # type: ignore[index]


def test_shares_are_compared_when_wanted(run: Run, old: Path, new: Path) -> None:
    found = told(run, old, new, "--normalise")
    assert found["unit"] == "ratio"
    first = found["rows"][0]  # type: ignore[index]
    assert first["self"]["before"] == pytest.approx(3013 / 5469)


def test_markdown_is_a_table(run: Run, old: Path, new: Path) -> None:
    page = run("compare", "--markdown", old, new).out
    assert page.startswith("# From old.txt to new.txt\n\n**Less: −47")
    assert "| `parse` |  | 3,013 | 212 | −2,801 | −93\u202f% | −2,801 | its own code |" in page


def test_names_out_of_a_recording_stay_within_their_cell(
    run: Run, old: Path, tmp_path: Path
) -> None:
    new = written(tmp_path / "odd.txt", *OLD, "main;a|b`c 900")
    page = run("compare", "--markdown", old, new).out
    assert "| `a\\|b'c` |" in page


@pytest.mark.parametrize(("percent", "code"), [(50, 1), (5, 1), (150, 0)])
def test_the_gate_fails_on_growth_beyond_the_limit(
    run: Run, old: Path, new: Path, percent: int, code: int
) -> None:
    assert run("compare", new, old, "--fail-on", percent).code == code
    assert run("compare", old, new, "--fail-on", percent).code == 0


def test_the_gate_lets_noise_pass(run: Run, tmp_path: Path) -> None:
    few, more = written(tmp_path / "a", "main;a 50"), written(tmp_path / "b", "main;a 60")
    assert run("compare", few, more, "--fail-on", 5).code == 0


def test_the_gate_judges_numbers_however_long_a_recording_seems(run: Run, tmp_path: Path) -> None:
    short = written(tmp_path / "a", *(f"main;f{i} {211 + i}" for i in range(12)))
    long = written(tmp_path / "b", *(f"main;f{i} {3 * (211 + i)}" for i in range(12)))
    assert told(run, short, long)["normalised"]
    assert run("compare", short, long, "--fail-on", 10).code == 1
    assert run("compare", short, long, "--normalise", "--fail-on", 10).code == 0


def test_other_kinds_are_refused_in_words(run: Run, old: Path, tmp_path: Path) -> None:
    trace = next(iter(bundled("samples").glob("*.otlp*")))
    mixed = run("compare", old, trace)
    assert mixed.code == 2
    assert "only recordings of one kind can be compared" in mixed.err
    traces = run("compare", trace, trace)
    assert traces.code == 2
    assert "Traces cannot be compared yet." in traces.err
    assert run("compare", old, tmp_path / "nowhere").code == 3
    wrong = run("compare", old, old, "--sample-type", "cpu")
    assert wrong.code == 2
    assert "Both have: samples." in wrong.err


def test_a_baseline_brings_regressions(run: Run, old: Path, tmp_path: Path) -> None:
    slower = written(tmp_path / "slower.txt", "main;load;parse 4501", *OLD[1:])
    ran = run("analyze", "--json", slower, "--baseline", old)
    assert ran.code == 0
    found = json.loads(ran.out)
    jsonschema.validate(found, json.loads(bundled(ANALYZE_SCHEMA).read_bytes()))
    assert found["baseline"]["path"] == str(old)
    [regression] = [f for f in found["findings"] if f["detector"] == "regression"]
    assert regression["title"] == "parse got slower: +1,488 samples"
    assert "held against old.txt" in " ".join(run("analyze", slower, "--baseline", old).out.split())
    assert "Held against" in run("analyze", "--markdown", slower, "--baseline", old).out
    alone = json.loads(run("analyze", "--json", slower).out)
    assert "baseline" not in alone
    assert not [f for f in alone["findings"] if f["detector"] == "regression"]


def test_a_baseline_that_cannot_be_read_is_named(run: Run, old: Path, tmp_path: Path) -> None:
    bad = run("analyze", old, "--baseline", written(tmp_path / "bad", "nothing at all"))
    assert bad.code == 3
    assert "The baseline bad:" in bad.err
    trace = next(iter(bundled("samples").glob("*.otlp*")))
    assert run("analyze", trace, "--baseline", trace).code == 2


SPEEDSCOPE = {
    "$schema": "https://www.speedscope.app/file-format-schema.json",
    "exporter": "PerfView",
    "shared": {"frames": [{"name": "main"}, {"name": "grow"}]},
    "profiles": [
        {"type": "sampled", "name": f"main · {name}", "unit": unit, "startValue": 0,
         "endValue": 9, "samples": [[0], [0, 1]], "weights": weights}
        for name, unit, weights in (("objects", "none", [2, 5]), ("space", "bytes", [640, 99]))
    ],
}  # fmt: skip


def test_a_sample_type_is_chosen_by_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(json.dumps(SPEEDSCOPE))

    def own(*arguments: object) -> dict[str, float]:
        ran = run("export", path, "--table", "functions", "--out", "-", *arguments)
        assert ran.code == 0, ran.err
        return {row["name"]: float(row["self"]) for row in csv.DictReader(io.StringIO(ran.out))}

    assert own() == {"main": 2, "grow": 5}
    assert own("--sample-type", "space") == {"main": 640, "grow": 99}
    # What is kept for next time is the recording's own choice.
    assert own() == {"main": 2, "grow": 5}
    lines = run("export", path, "--format", "collapsed", "--sample-type", "space", "--out", "-")
    assert sorted(lines.out.splitlines()) == ["main 640", "main;grow 99"]
    assert run("info", path, "--sample-type", "space").code == 0
    wrong = run("export", path, "--table", "functions", "--out", "-", "--sample-type", "spaec")
    assert wrong.code == 2
    assert "Did you mean space?" in wrong.err


def test_samples_that_match_are_written(run: Run, old: Path) -> None:
    ran = run("export", old, "--format", "collapsed", "--where", "work", "--out", "-")
    assert ran.out == "main;serve;work 2049\n"


def test_help_names_every_format_there_is(run: Run, old: Path) -> None:
    words = " ".join(run("export", "--help").out.split())
    for name in (*FORMATS, *(name for each in PILLARS for name in each.document_writers())):
        assert name in words
    wrong = run("export", old, "--format", "speedscop", "--out", "-")
    assert wrong.code == 2
    assert "Did you mean speedscope?" in wrong.err
    other = run("export", old, "--format", "otlp-json", "--out", "-")
    assert other.code == 2
    assert "There are: speedscope, collapsed, pprof, csv, json, npz." in other.err


def test_traces_with_samples_are_compared_as_profiles(run: Run, tmp_path: Path) -> None:
    trace = written(tmp_path / "trace.json", json.dumps({"traceEvents": slices() + samples()}))
    found = told(run, trace, trace)
    assert found["before"]["kind"] == "profiles"  # type: ignore[index]
    assert [row["name"] for row in found["rows"]]  # type: ignore[attr-defined]
    refused = run("analyze", trace, "--baseline", trace)
    assert refused.code == 2
    assert "--as profiles" in refused.err
    assert run("analyze", trace, "--baseline", trace, "--as", "profiles").code == 0


def test_long_names_keep_their_beginning_and_their_end(run: Run, tmp_path: Path) -> None:
    name = "github.com/example/service/internal/orders/pricing.(*Engine).applyRules"
    old = written(tmp_path / "a", f"main;{name} 1003")
    new = written(tmp_path / "b", f"main;{name} 4001")
    said = run("compare", old, new).out
    assert "pricing.(*Engine).applyRules takes 2,998 samples more" in " ".join(said.split())
    assert re.search(r"^github\.com/\S*…\S*applyRules +1,003 +4,001", said, re.MULTILINE)
