"""Times as corrected and times as recorded, side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.cli.main import main
from perfview.engine.job import Job, Options

START_US = 1_763_700_000_000_000


def skewed(folder: Path) -> Path:
    """A recording of Zipkin's whose second service is 70 ms behind."""
    half = {"traceId": "1", "id": "2", "name": "get"}
    client = half | {"kind": "CLIENT", "localEndpoint": {"serviceName": "shop"},
                     "timestamp": START_US, "duration": 50_000}  # fmt: skip
    server = half | {"kind": "SERVER", "localEndpoint": {"serviceName": "stock"}, "shared": True,
                     "timestamp": START_US - 70_000, "duration": 40_000}  # fmt: skip
    path = folder / "skewed.json"
    path.write_text(json.dumps([client, server]))
    return path


def test_both_are_kept_and_neither_is_taken_for_the_other(tmp_path: Path) -> None:
    path = skewed(tmp_path)
    for from_cache in (False, True):
        starts = {}
        for corrects in (True, False):
            opened = Job(path, Options(correct_clocks=corrects)).run()
            assert opened.timing.from_cache is from_cache
            starts[corrects] = (opened.study.model.start_ns // 1000 - START_US).tolist()
            assert bool(opened.report.find("clocks-corrected")) is corrects
            assert bool(opened.report.find("clock-skew")) is not corrects
        assert starts == {True: [0, 5_000], False: [0, -70_000]}


def test_the_command_line_shows_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = skewed(tmp_path)
    told = []
    for option in ([], ["--raw-clocks"]):
        assert main(["info", str(path), "--json", "--no-cache", *option]) == 0
        oddities = json.loads(capsys.readouterr().out)["import"]["oddities"]
        told.append({oddity["kind"] for oddity in oddities})
    assert "clocks-corrected" in told[0]
    assert told[1] == {"clock-skew"}
