"""What a span is, from whatever tells it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from perfview.traces.contents.attribute_numbers import as_number, has_any, numbers_of, rows_having
from perfview.traces.detectors.n_plus_one import NPlusOne
from perfview.traces.model import SpanKind
from perfview.traces.patterns.span_types import (
    are_files,
    are_requests,
    are_resources,
    are_statements,
    of_pages,
    span_types,
)
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.labelled import Labelled


def typed() -> Labelled:
    recording = Labelled()
    page = recording.page()
    for op in ("db.sql.query", "dbx", "file.read", "resource.css", "http.client", "http.server"):
        recording.span(0, 1, f"SELECT {op}", page, sentry__op=op)
    recording.get(0, 1, page, "https://x.test/")
    recording.query(0, 1, page, "SELECT 2")
    recording.span(0, 1, "resourceFetch", page, http__url="/a.js")
    recording.span(0, 1, "db.connection", page, sentry__op="db.connection")
    return recording


def test_each_by_its_type_or_by_the_conventions() -> None:
    study = typed().study()
    rows = [np.flatnonzero(found(study)).tolist() for found in (are_statements, are_files)]
    assert rows == [[2, 9], [4]]
    assert np.flatnonzero(are_resources(study)).tolist() == [5, 10]
    assert np.flatnonzero(are_requests(study)).tolist() == [6, 8]
    assert span_types(study).of(2) == "db.sql.query"
    assert span_types(study).of(1) == ""
    assert of_pages(study, np.zeros(1, np.int32)).tolist() == [True]


def test_a_recording_without_types_goes_by_the_conventions() -> None:
    recording = Recording()
    root = recording.span(0, 9, kind=SpanKind.SERVER)
    recording.span(0, 1, parent=root, kind=SpanKind.CLIENT, http_method="GET")
    recording.span(0, 1, parent=root, db_system="mysql")
    study = Study(recording.model())
    assert np.flatnonzero(are_requests(study)).tolist() == [1]
    assert np.flatnonzero(are_statements(study)).tolist() == [2]
    assert not of_pages(study, np.zeros(1, np.int32)).any()


def test_a_loop_of_statements_that_only_their_type_and_name_tell() -> None:
    recording = Labelled()
    view = recording.request(1000)
    for i in range(20):
        text = f"SELECT * FROM authors WHERE id = {i}"
        recording.span(i * 20, i * 20 + 15, text, view, at_fault=True, sentry__op="db")
    (finding,), evidence = recording.found(NPlusOne)
    assert evidence == recording.offenders
    assert finding.title.startswith("N+1 query on authors")
    assert finding.example is not None


def test_a_loop_of_requests_that_only_their_type_tells() -> None:
    recording = Labelled()
    view = recording.request(3000)
    for i in range(20):
        recording.span(
            i * 100, i * 100 + 90, f"GET /items/{i}", view, at_fault=True, sentry__op="http.client",
            url__full=f"https://x.test/items/{i}", http__request__method="GET",
        )  # fmt: skip
    assert recording.found(NPlusOne)[1] == recording.offenders


@pytest.mark.parametrize(
    ("value", "number"), [(5, 5), ("5", 5), ("5.5", 5.5), (2**70, 2.0**70), (-1.5, -1.5)]
)
def test_numbers(value: object, number: float) -> None:
    assert as_number(value) == number  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [True, None, "x", "", "nan", "inf", [1], {"a": 1}])
def test_no_numbers(value: object) -> None:
    assert math.isnan(as_number(value))  # type: ignore[arg-type]


def sized(count: int) -> Study:
    recording = Labelled()
    for i in range(count):
        recording.span(0, 1, "work", a=i if i % 3 else None, b=str(10 * i) if i % 2 else None)
    return recording.study()


@pytest.mark.parametrize("count", [12, 6000])
def test_the_first_key_goes_before_the_others_however_many_rows(count: int) -> None:
    study = sized(count)
    expected = [i if i % 3 else 10 * i if i % 2 else math.nan for i in range(count)]
    found = numbers_of(study, np.arange(count), ("a", "b"))
    np.testing.assert_array_equal(found, expected)


def test_rows_having_one_of_the_keys() -> None:
    study = sized(12)
    assert has_any(study, ("c", "b"))
    assert not has_any(study, ("c",))
    assert rows_having(study, ("c",)).tolist() == []
    assert rows_having(study, ("b",)).tolist() == [1, 3, 5, 7, 9, 11]
    assert rows_having(study, ("b",), np.array([9, 4, 1])).tolist() == [9, 1]
    # What is too short to be 100 needs no reading.
    assert rows_having(study, ("b",), least=100).tolist() == [11]
