from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from perfview.engine.job import Job, Options
from perfview.recording.bundled import bundled
from perfview.traces.contents.attributes import attributes, events, resource
from perfview.traces.documents.chrome_json import write_chrome_json
from perfview.traces.documents.otlp_json import write_otlp_json
from perfview.traces.study import Study
from tests.traces.browser.building import ThreadRecording


def opened(path: Path) -> Study:
    study: Study = Job(path, Options(use_cache=False, analyse=False)).run().study
    return study


@pytest.fixture(scope="module")
def sample() -> Study:
    return opened(next(iter(bundled("samples").glob("*.otlp*"))))


def written(write, study: Study, rows, folder: Path) -> Path:
    file = io.BytesIO()
    write(study, np.asarray(rows, np.int32), file)
    path = folder / "written.json"
    path.write_bytes(file.getvalue())
    return path


def test_otlp_json_is_read_back_as_it_was(sample: Study, tmp_path: Path) -> None:
    rows = np.arange(0, len(sample.model), 3, dtype=np.int32)
    again = opened(written(write_otlp_json, sample, rows, tmp_path))
    order = np.argsort(sample.model.span_id[rows], kind="stable")
    back = np.argsort(again.model.span_id, kind="stable")
    for name in ("trace_id_high", "trace_id_low", "span_id", "parent_id", "start_ns",
                 "duration_ns", "kind", "status", "http_status"):  # fmt: skip
        before, after = getattr(sample.model, name)[rows], getattr(again.model, name)
        assert np.array_equal(before[order], after[back]), name
    for old, new in list(zip(rows[order].tolist(), back.tolist(), strict=True))[::50]:
        assert attributes(sample, sample.source, old) == attributes(again, again.source, new)
        assert events(sample, sample.source, old) == events(again, again.source, new)
        assert resource(sample, sample.source, old) == resource(again, again.source, new)


def test_chrome_json_has_every_span_on_a_thread_of_its_service(
    sample: Study, tmp_path: Path
) -> None:
    rows = np.arange(500, dtype=np.int32)
    again = opened(written(write_chrome_json, sample, rows, tmp_path))
    assert len(again.model) == 500
    assert again.report.find("overlapping-slice") is None
    names = sorted(sample.model.strings[int(i)] for i in sample.model.name[rows])
    assert sorted(again.model.strings[int(i)] for i in again.model.name) == names
    assert sorted(again.model.duration_ns.tolist()) == sorted(
        sample.model.duration_ns[rows].tolist()
    )


def test_slices_keep_their_threads(tmp_path: Path) -> None:
    made = ThreadRecording()
    main, worker = made.thread("Main"), made.thread("Worker")
    made.slice(0, 10, "outer", main)
    made.slice(1, 4, "inner", main, data={"url": "http://a.test/ü"})
    made.slice(2, 9, "aside", worker)
    study = made.study()
    again = opened(written(write_chrome_json, study, [0, 1, 2], tmp_path))
    tracks, strings = again.model.threads.tracks, again.model.strings
    said = {
        strings[int(again.model.name[row])]: strings[int(tracks.name[tracks.of_span[row]])]
        for row in range(3)
    }
    assert said == {"outer": "Main", "inner": "Main", "aside": "Worker"}
    inner = next(r for r in range(3) if strings[int(again.model.name[r])] == "inner")
    assert dict(attributes(again, again.source, inner)) == {"data": {"url": "http://a.test/ü"}}
    assert again.structure.depth[inner] == 1


def test_an_empty_choice_is_a_document_too(sample: Study, tmp_path: Path) -> None:
    for write in (write_otlp_json, write_chrome_json):
        path = written(write, sample, [], tmp_path)
        assert isinstance(json.loads(path.read_text()), dict)
