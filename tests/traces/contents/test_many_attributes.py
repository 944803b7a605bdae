"""Attributes of many spans at once: the same values one by one would give, whatever the file."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.contents.attributes import attributes
from perfview.traces.contents.detail import Value
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.readers.otlp_json import OtlpJson
from perfview.traces.readers.otlp_protobuf import OtlpProtobuf
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.labelled import Labelled

TEXTS = ("plain", 'a "quoted" text', "Zoë 😀", "back\\slash")
LONG = "long, " * 250_000
"""Longer than a reference can tell: its end has to be looked for."""


def various(spans: int = 60) -> Labelled:
    """Spans with values of every kind, some far apart because of long ones between them."""
    draw, recording = random.Random(7), Labelled()
    for i in range(spans):
        recording.span(
            i, i + 1, "work", number=draw.randint(-(10**12), 10**12), share=draw.random(),
            told=bool(i % 2), text=draw.choice(TEXTS),
            table={"a": i, "b": "c"}, long=LONG + str(i) if i % 29 == 0 else None,
            seldom="here" if i % 7 == 0 else None,
        )  # fmt: skip
    return recording


def one_by_one(study: Study, rows: np.ndarray, keys: set[str] | None) -> list[dict[str, Value]]:
    assert study.source is not None
    told = [dict(attributes(study, study.source, int(row))) for row in rows]
    return [{k: v for k, v in each.items() if keys is None or k in keys} for each in told]


def study_of(content: bytes, protobuf: bool = False) -> Study:
    source = Source.from_bytes(content)
    model, report = (OtlpProtobuf() if protobuf else OtlpJson()).read(source, Progress())
    return Study(model, report, source)


def as_bytes(form: str) -> bytes:
    text = json.dumps(various().document(), ensure_ascii=False)
    if form == "utf-16":
        return text.encode("utf-16")
    return gzip.compress(text.encode()) if form == "gzip" else text.encode()


@pytest.fixture(scope="module", params=["plain", "gzip", "utf-16", "protobuf"])
def study(request: pytest.FixtureRequest) -> Study:
    if request.param == "protobuf":
        return study_of(various().protobuf(), protobuf=True)
    return study_of(as_bytes(request.param))


@pytest.mark.parametrize("keys", [None, {"number", "text"}, {"long"}, {"seldom", "no such"}, set()])
def test_the_same_as_one_by_one(study: Study, keys: set[str] | None) -> None:
    rows = np.arange(len(study.model))
    assert attributes_of(study, rows, keys) == one_by_one(study, rows, keys)


def test_any_rows_in_any_order(study: Study) -> None:
    rows = np.array([41, 3, 3, 29, 0], np.int32)
    found = attributes_of(study, rows, ("number", "long"))
    assert found == one_by_one(study, rows, {"number", "long"})
    assert found[3]["long"] == f"{LONG}29"


def test_no_rows(study: Study) -> None:
    assert attributes_of(study, np.zeros(0, np.int32)) == []


def test_a_model_without_a_file_tells_nothing() -> None:
    recording = Recording()
    recording.span(0, 1)
    assert attributes_of(Study(recording.model()), np.zeros(1, np.int32)) == [{}]


def test_events_and_links_are_no_attributes() -> None:
    recording = Labelled()
    recording.span(0, 1, "work", events=(("painted", 0.5),), a=1)
    study = study_of(json.dumps(recording.document()).encode())
    assert attributes_of(study, np.zeros(1, np.int32)) == [{"a": 1}]


def test_a_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spans.json"
    path.write_bytes(as_bytes("plain"))
    source = Source(path)
    model, report = OtlpJson().read(source, Progress())
    path.write_bytes(b"[]")
    with pytest.raises(UnreadableInput):
        attributes_of(Study(model, report, source), np.zeros(1, np.int32))


def test_a_reading_takes_neighbours_together(monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of(as_bytes("plain"))
    readings: list[int] = []
    assert study.source is not None
    read_at = type(study.source).read_at

    def counted(self: Source, offset: int, length: int) -> bytes:
        readings.append(length)
        return read_at(self, offset, length)

    monkeypatch.setattr(type(study.source), "read_at", counted)
    rows = np.arange(1, 28)
    attributes_of(study, rows, ("number", "text"))
    assert len(readings) == 1
