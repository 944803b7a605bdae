"""Kernels that take logs apart, against plain Python."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.flat_objects import flat_objects
from perfview.kernels.joined_steps import (
    DESCRIBED,
    FAILED,
    GIVEN,
    PREPARED,
    RUN_STEPS,
    RUN_WHOLE,
    TOOK,
    join_steps,
)
from perfview.kernels.masked_messages import mask_messages, numbers_in
from perfview.kernels.padding import PAD
from perfview.kernels.quoted_records import quoted_records
from perfview.kernels.visits import visits_of
from perfview.kernels.whole_numbers import whole_numbers
from perfview.kernels.written_moments import NO_MOMENT, moments_at

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
)


def _content(text: bytes) -> np.ndarray:
    return np.frombuffer(bytearray(text + bytes(PAD)), np.uint8)


def _placed(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *(len(each) for each in encoded)])
    return _content(b"".join(encoded)), np.stack([ends[:-1], ends[1:]], 1).astype(np.int32)


def _taken(content: np.ndarray, span: np.ndarray) -> str:
    return "" if span[0] < 0 else content[span[0] : span[1]].tobytes().decode()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=8))
def test_records_are_those_of_the_csv_module(rows: list[tuple[str, str]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("2026-03-02 10:00:00 UTC", "LOG", *row) for row in rows])
    text = written.getvalue().encode()
    content = _content(text)
    columns = np.array([-1, -2, 0, 1], np.int64)
    spans, meaning, place, strange = quoted_records(content, len(text), columns, 4, {b"LOG": 3}, 2)
    assert strange == 0
    assert place[0] == 0
    assert (meaning == 3).all()
    assert [tuple(_taken(content, span) for span in row) for row in spans] == rows


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT, st.integers()), min_size=1, max_size=8), st.booleans())
def test_objects_are_those_of_the_json_module(
    rows: list[tuple[str, str, int]], is_list: bool
) -> None:
    told = [{"a": a, "x": [1, {"a": "]"}], "in": {"b": b, "n": n}, "no": None} for a, b, n in rows]
    text = (json.dumps(told, indent=1) if is_list else "\n".join(map(json.dumps, told))).encode()
    content = _content(text)
    spans, place, strange = flat_objects(content, len(text), {b"a": 0, b"b": 1, b"n": 2}, 3)
    assert strange == 0
    assert len(place) == len(rows)
    assert [tuple(_taken(content, span) for span in row) for row in spans] == [
        (a, b, str(n)) for a, b, n in rows
    ]


@settings(max_examples=80, deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)), st.sampled_from(" T"))
def test_times_are_those_of_datetime(moment: datetime, between: str) -> None:
    content, spans = _placed([moment.isoformat(between) + "+02"])
    times, zones, _ = moments_at(content, spans)
    since = moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert times[0] == since // timedelta(microseconds=1) * 1000
    assert int(zones[0]) == int.from_bytes(b"+02", "big")


def test_other_ways_to_write_a_time() -> None:
    written = ["1706745599.125", "Feb 29 23:59:59", "2026-02-30x", "", "13:00:00"]
    content, spans = _placed(written)
    times, _, _ = moments_at(content, spans)
    leap = int(datetime(1972, 2, 29, 23, 59, 59, tzinfo=UTC).timestamp())
    assert times.tolist() == [1706745599125000000, leap * 10**9, *[NO_MOMENT] * 3]


def test_messages_are_masked_and_their_numbers_found() -> None:
    texts = [
        'process 12 waits for "a b" after 100.25 ms, user=bob',
        'process 7 waits for "c" after 3 ms, user=eve',
        "Prozess »x« table1 n=5",
    ]
    content, spans = _placed(texts)
    rows = np.arange(3)
    ids, interner = mask_messages(content, spans, rows)
    assert ids[0] == ids[1] != ids[2]
    assert interner.text(0) == b"process \1 waits for \2 after \1 ms, user=\3"
    assert interner.text(int(ids[2])) == b"Prozess \2 table1 n=\1"
    found = numbers_in(content, spans, rows, np.array([1, 1, 0]))
    assert found.tolist() == [100.25, 3.0, 5.0]


def test_whole_numbers() -> None:
    content, spans = _placed(["-7123456789012345678", "12", "", "x1", "12a"])
    assert whole_numbers(content, spans).tolist() == [-7123456789012345678, 12, 0, 0, 0]


def test_a_number_is_somebody_elses_once_a_trait_differs() -> None:
    told = np.array([[-1], [5], [-1], [6], [6]], np.int32)
    number = np.array([0, 0, 0, 0, 1], np.int32)
    visits = visits_of(number, told, 1, np.array([0, 0, 0, 0, 0], np.bool_))
    assert visits.visit.tolist() == [0, 0, 0, 1, 2]
    assert visits.traits[:, 0].tolist() == [5, 6, 6]


def test_steps_of_a_run_are_joined() -> None:
    kind = [PREPARED, GIVEN, DESCRIBED, RUN_STEPS, RUN_WHOLE, TOOK, PREPARED, FAILED, TOOK]
    what = [1, 1, 1, 1, 2, -1, 3, 4, -1]
    amount = [10, 5, 90, 100, -1, 40, 7, -1, 3]
    joined = join_steps(
        np.array(kind, np.uint8), np.zeros(9, np.int32), np.array(what, np.int32),
        np.array(amount, np.int64),
    )  # fmt: skip
    assert joined.took.tolist() == [115, 40, -1, 7]
    assert joined.run[:4].tolist() == [0] * 4
    assert joined.run[5] == joined.run[4] == 1
    assert joined.failed.sum() == 1
    assert joined.loose == 1
