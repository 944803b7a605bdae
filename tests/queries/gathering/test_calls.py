"""Calls to statements."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.memory import PAD
from perfview.queries.gathering.calls import LONGEST_SAMPLE, Gathered, Written, gather, gather_texts
from perfview.recording.errors import Cancelled
from perfview.recording.progress import Progress


def _gathered(texts: list[str], dialect: str = "postgres") -> Gathered:
    return gather_texts(texts, dialect, np.arange(len(texts), dtype=np.int64), Progress())


def _places(texts: list[bytes]) -> Written:
    stop = np.cumsum([len(text) for text in texts])
    content = np.frombuffer(bytearray(b"".join(texts) + bytes(PAD)), np.uint8)
    return Written(content, stop - [len(text) for text in texts], stop)


def test_alike_statements_are_one_whatever_their_writing() -> None:
    found = _gathered(
        [
            "SELECT a, b FROM t WHERE id=1",
            "select b, a from t where id = 'x' -- y",
            "select c from t",
        ]
    )
    assert found.statement.tolist() == [0, 0, 1]
    assert found.strings[found.statements.text[0]] == "SELECT a, b FROM t WHERE id=?"


def test_keys_are_equal_for_equal_literals_only() -> None:
    found = _gathered(
        ["select a from t where b = 1", "select a from t where b=1 /* z='2' */",
         "select a from t where b = 2", "select a from t where b = -1",
         "select a from t where b = $1"]
    )  # fmt: skip
    assert found.key[0] == found.key[1]
    assert len(set(found.key[1:4].tolist())) == 3
    assert found.key[4] == 0


def test_parameters_told_apart_are_keys_too() -> None:
    content = b"select $1$1 = '7'$1 = '8'"
    at = np.array([0, 0, 0]), np.array([9, 9, 9])
    written = Written(
        np.frombuffer(bytearray(content + bytes(PAD)), np.uint8), *at,
        np.array([9, 17, -1]), np.array([17, 25, -1]),
    )  # fmt: skip
    found = gather(written, "postgres", np.zeros(3, np.int64), Progress())
    assert len(set(found.key.tolist())) == 3
    assert found.key[2] == 0
    texts = [found.strings[i] for i in found.samples.parameters.tolist()]
    assert "$1 = '7'" in texts


def test_samples_are_the_first_the_slowest_and_one_between() -> None:
    texts = [f"select {n}" for n in range(9)]
    durations = np.array([1, 1, 9, 1, 1, 1, 1, 1, 1], np.int64)
    found = gather_texts(texts, "postgres", durations, Progress())
    assert found.samples.call.tolist() == [0, 2, 4]
    assert found.strings[found.samples.text[1]] == "select 2"


def test_what_is_not_written_has_no_statement() -> None:
    written = Written(np.zeros(PAD, np.uint8), np.array([-1, 0]), np.array([-1, 0]))
    assert gather(written, "", np.zeros(2, np.int64), Progress()).statement.tolist() == [-1, -1]
    assert len(_gathered([]).statements) == 0


def test_ids_of_the_server_unite_statements() -> None:
    written = _places([b"select a from x.t", b"select z from t", b"select q from t"])
    hint = np.array([5, 5, 0], np.uint64)
    found = gather(written, "postgres", np.zeros(3, np.int64), Progress(), hint)
    assert found.statement.tolist() == [0, 0, 1]


def test_each_call_may_have_a_dialect_of_its_own() -> None:
    texts = ['select "a" from t', 'select "a" from t']
    found = gather_texts(texts, np.array([1, 2], np.uint8), np.zeros(2, np.int64), Progress())
    shown = [found.strings[i] for i in found.statements.text.tolist()]
    assert shown == ['select "a" from t', "select ? from t"]
    assert found.statements.dialect.tolist() == [1, 2]


def test_a_huge_statement_and_odd_bytes_do_not_hurt() -> None:
    huge = b"insert into t values " + b",".join(b"(%d,'x')" % n for n in range(200_000))
    written = _places(
        [huge, b"select \xff\xfe '\0", b"select 'open", b"insert into t values (1,'y')"]
    )
    found = gather(written, "", np.zeros(4, np.int64), Progress())
    assert found.statement[0] == found.statement[3]
    assert max(len(found.strings.raw(i)) for i in range(len(found.strings))) <= LONGEST_SAMPLE


def test_threads_and_growing_tables_change_nothing() -> None:
    texts = [f"select c{n % 1999} from t where a = {n}" for n in range(8_000)]
    found = gather_texts(texts, "postgres", np.zeros(len(texts), np.int64), Progress())
    assert len(found.statements) == 1999
    assert np.array_equal(found.statement, np.arange(8_000) % 1999)
    assert len(np.unique(found.key)) == 8_000


def test_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        gather_texts(["select 1"], "postgres", np.zeros(1, np.int64), progress)
