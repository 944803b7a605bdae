from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import numpy as np
import pytest

from perfview.engine import table_files
from perfview.engine.table_files import WRITERS

COLUMNS = {
    "id": ["a", "bé", 'c"\n,'],
    "count": np.array([1, -(2**62), 3]),
    "share": np.array([0.5, 0.0, 1.0]),
    "sure": np.array([True, False, True]),
}
EMPTY = {"id": [], "count": np.zeros(0, np.int64)}


def written(form: str, columns: table_files.Columns) -> bytes:
    file = io.BytesIO()
    WRITERS[form](columns, file)
    return file.getvalue()


@pytest.mark.parametrize("at_once", [1, 2, 20_000])
def test_csv_reads_back(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(table_files, "_ROWS_AT_ONCE", at_once)
    rows = list(csv.reader(io.StringIO(written("csv", COLUMNS).decode(), newline="")))
    assert rows[0] == list(COLUMNS)
    assert [row[0] for row in rows[1:]] == COLUMNS["id"]
    assert [int(row[1]) for row in rows[1:]] == COLUMNS["count"].tolist()
    assert [row[3] for row in rows[1:]] == ["True", "False", "True"]


@pytest.mark.parametrize("at_once", [1, 2, 20_000])
def test_json_reads_back(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(table_files, "_ROWS_AT_ONCE", at_once)
    rows = json.loads(written("json", COLUMNS))
    assert rows[1] == {"id": "bé", "count": -(2**62), "share": 0.0, "sure": False}
    assert len(rows) == 3


def test_what_is_no_number_is_left_out() -> None:
    columns = {"share": np.array([0.5, np.nan, np.inf]), "n": np.array([1, 2, 3])}
    rows = json.loads(written("json", columns), parse_constant=pytest.fail)
    assert [row["share"] for row in rows] == [0.5, None, None]
    assert written("csv", columns).splitlines()[2] == b",2"
    assert np.isnan(np.load(io.BytesIO(written("npz", columns)))["share"][1])


def test_npz_reads_back_without_pickles() -> None:
    read = np.load(io.BytesIO(written("npz", COLUMNS)), allow_pickle=False)
    assert read["id"].tolist() == COLUMNS["id"]
    assert read["count"].tolist() == COLUMNS["count"].tolist()


def test_npz_of_columns_with_the_names_of_parameters() -> None:
    columns = {"file": ["a.py", "b.py"], "allow_pickle": np.array([1, 2])}
    read = np.load(io.BytesIO(written("npz", columns)), allow_pickle=False)
    assert read["file"].tolist() == ["a.py", "b.py"]
    assert read["allow_pickle"].tolist() == [1, 2]


def test_npz_of_long_texts_does_not_blow_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "_WIDEST_COLUMN", 10)
    read = np.load(io.BytesIO(written("npz", COLUMNS)), allow_pickle=False)
    offsets, text = read["id.offsets"], read["id.utf8"].tobytes()
    parts = [text[a:b].decode() for a, b in pairwise(offsets)]
    assert parts == COLUMNS["id"]


def test_empty_tables() -> None:
    assert written("csv", EMPTY) == b"id,count\r\n"
    assert json.loads(written("json", EMPTY)) == []
    assert np.load(io.BytesIO(written("npz", EMPTY)))["count"].shape == (0,)


@pytest.mark.parametrize("form", WRITERS)
def test_writing_can_be_stopped(form: str) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        WRITERS[form](COLUMNS, io.BytesIO(), stop)
