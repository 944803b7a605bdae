"""An archive of recordings as one document."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perfview.engine.job import Job, Options
from perfview.engine.opened import Opened
from perfview.recording.errors import UnreadableInput
from perfview.traces.contents import attributes
from perfview.traces.contents.many_attributes import attributes_of
from tests.traces.opentracing_documents import jaeger, jaeger_rows, zipkin, zipkin_rows
from tests.traces.test_jaeger_json import rows_of

CHROME = {
    "traceEvents": [
        {"ph": "X", "name": "outer", "pid": 1, "tid": 2, "ts": 10, "dur": 50, "args": {"n": 1}},
        {"ph": "X", "name": "inner", "pid": 1, "tid": 2, "ts": 20, "dur": 5, "args": {"n": 2}},
        {"ph": "C", "name": "heap", "pid": 1, "ts": 12, "args": {"used": 5}},
    ]
}


def packed(path: Path, **files: Any) -> Path:
    """A zip with these documents; dots in names are written as __."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            archive.writestr(name.replace("__", "."), text)
    return path


def opened(path: Path, *, use_cache: bool = False) -> Opened:
    """The document, not analysed."""
    return Job(path, Options(use_cache=use_cache, analyse=False)).run()


def test_recordings_of_several_formats_are_one_document(tmp_path: Path) -> None:
    first, second = jaeger(1), zipkin(2)
    path = packed(tmp_path / "all.zip", a__json=first, README__md="# hello", b__json=second)
    document = opened(path)
    model = document.study.model
    assert rows_of(model) == jaeger_rows(first) + zipkin_rows(second)
    assert document.identity.format == "jaeger-json+zipkin-json"
    told = document.report.find("not-read")
    assert told is not None
    assert told.count == 1
    assert "README.md" in told.detail
    assert document.report.rows == len(model)


def test_attributes_find_their_bytes_again_after_the_cache(tmp_path: Path) -> None:
    first, second = jaeger(4), zipkin(5)
    path = packed(tmp_path / "all.zip", a__json=first, b__json=second)
    expected = [
        {tag["key"]: tag["value"] for tag in span["tags"]}
        for trace in first["data"]
        for span in trace["spans"]
    ] + [span["tags"] for span in second]
    for _ in range(2):
        document = opened(path, use_cache=True)
        model, source = document.study.model, document.source
        rows = np.arange(len(model))
        assert [dict(attributes.attributes(model, source, row)) for row in rows] == expected
        assert attributes_of(document.study, rows) == expected
    assert document.timing.from_cache


def test_a_trace_may_go_through_several_files(tmp_path: Path) -> None:
    spans = zipkin(7)
    path = packed(tmp_path / "parts.zip", a__json=spans[::2], b__json=spans[1::2])
    structure = opened(path).study.structure
    whole = opened(packed(tmp_path / "whole.zip", a__json=spans)).study.structure
    half = opened(packed(tmp_path / "half.zip", a__json=spans[::2])).study.structure
    assert structure.traces == whole.traces
    assert structure.orphan.mean() == whole.orphan.mean() < half.orphan.mean()


def test_slices_of_several_files_keep_their_tracks(tmp_path: Path) -> None:
    path = packed(tmp_path / "two.zip", a__json=CHROME, b__json=CHROME, c__json=zipkin(1, spans=2))
    document = opened(path)
    model = document.study.model
    tracks = model.threads.tracks
    assert len(model) == 4
    assert model.span_id.tolist() == [1, 2, 3, 4]
    assert document.study.structure.parent.tolist() == [-1, 0, -1, 2]
    assert tracks.of_span[0] == tracks.of_span[1] != tracks.of_span[2] == tracks.of_span[3]
    assert tracks.process[tracks.of_span[0]] != tracks.process[tracks.of_span[2]]
    assert len(model.threads.counters) == 2
    assert attributes.attributes(model, document.source, 3) == [("n", 2)]
    told = document.report.find("not-read")
    assert told is not None
    assert "c.json (a recording of another kind" in told.detail


def test_an_archive_without_recordings_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "docs.zip", README__md="hello", notes__txt="nothing")
    with pytest.raises(UnreadableInput, match="None of the 2 files"):
        opened(path)


def test_oddities_of_all_files_are_counted_together(tmp_path: Path) -> None:
    cut = json.dumps(zipkin(3))[:-200]
    path = packed(tmp_path / "cut.zip", a__json=cut, b__json=cut, c__json=zipkin(4))
    report = opened(path).report
    assert not report.complete
    told = report.find("truncated")
    assert told is not None
    assert told.count == 2
