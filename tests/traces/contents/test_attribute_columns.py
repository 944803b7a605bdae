from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from perfview.engine.job import Job, Options
from perfview.traces.contents.attribute_columns import attribute_column, attribute_keys
from perfview.traces.contents.attributes import attributes
from perfview.traces.study import Study
from tests.traces.plain_spans import document, span


def study_of(path: Path) -> Study:
    study: Study = Job(path, Options(use_cache=False, analyse=False)).run().study
    return study


@pytest.fixture(params=["plain", "gzip", "utf-16"])
def study(request: pytest.FixtureRequest, tmp_path: Path) -> Study:
    spans = []
    for i in range(3000):
        said = {"shard": i % 7, "note": f'“{i % 3}” \\ "é"' * (i % 5), "mixed": "1" if i % 2 else 1}
        kept = list(said)[: 1 + i % 3]
        spans.append(span(i + 1, attributes={key: said[key] for key in kept}))
    text = json.dumps(document(spans))
    path = tmp_path / "spans"
    if request.param == "gzip":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-16" if request.param == "utf-16" else "utf-8")
    return study_of(path)


def test_equals_what_each_span_says(study: Study) -> None:
    assert study.source is not None
    assert attribute_keys(study) == ["mixed", "note", "shard"]
    for key in attribute_keys(study):
        column = attribute_column(study, key)
        for row in range(0, 3000, 37):
            said = dict(attributes(study, study.source, row))
            index = int(column.of_span[row])
            assert (column.values[index] if index >= 0 else None) == said.get(key)


def test_each_value_is_kept_once(study: Study) -> None:
    assert sorted(attribute_column(study, "shard").values) == list(range(7))
    assert sorted(attribute_column(study, "mixed").values, key=repr) == ["1", 1]


def test_an_unknown_key_is_on_no_span(study: Study) -> None:
    column = attribute_column(study, "unknown")
    assert column.values == []
    assert not (column.of_span >= 0).any()
