"""The walker's captures of words and single letters, commas behind the last element, whole rows."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.json_machine import FINISHED, WRONG, JsonMachine
from perfview.kernels.json_schema import Capture, Object, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, link, text
from perfview.kernels.memory import PAD
from perfview.kernels.tables import Tables

LAYOUT = Layout(
    (
        Table("items", (text("word"), Column("letter", np.uint8)), resumable=True),
        Table("numbers", (Column("number", np.float64), text("text"), link("item", "items"))),
        Table("counted"),
    )
)
ITEM = Object(
    {"w": Value(Capture.WORD, "items.word"), "l": Value(Capture.BYTE, "items.letter")},
    record="items",
)


def read(content: str, *, lenient: bool) -> tuple[int, Tables]:
    schema = compile_schema(Value(array=Value(object=ITEM), trailing_comma=lenient), LAYOUT)
    tables = Tables(LAYOUT, rows=1)
    data = content.encode()
    buffer = np.zeros(len(data) + PAD, np.uint8)
    buffer[: len(data)] = np.frombuffer(data, np.uint8)
    code, _ = JsonMachine(schema, tables).run(buffer, len(data), 0, True)
    return code, tables


@pytest.mark.parametrize(
    ("written", "word", "letter"),
    [
        ('"abc"', "abc", "a"),
        ("17.5e1", "17.5e1", "1"),
        ("true", "true", "t"),
        ('""', "", ""),
        ("null", None, ""),
        ("[1]", None, ""),
        ('{"x": 1}', None, ""),
    ],
)
def test_words_and_letters(written: str, word: str | None, letter: str) -> None:
    code, tables = read(f'[{{"w": {written}, "l": {written}}}]', lenient=False)
    assert code == FINISHED
    ids, letters = tables.column("items", "word"), tables.column("items", "letter")
    found = tables.texts.texts()
    assert (found[ids[0]].decode() if ids[0] >= 0 else None) == word
    assert letters.tolist() == [ord(letter) if letter else 0]


def test_many_words_make_the_table_grow() -> None:
    n = 30_000
    code, tables = read("[" + ",".join(f'{{"w": {i}}}' for i in range(n)) + "]", lenient=False)
    assert code == FINISHED
    assert tables.column("items", "word").tolist() == list(range(n))


@pytest.mark.parametrize(("cut", "expected"), [(True, [1999, -1999]), (False, [2000, -2000])])
@pytest.mark.parametrize("quote", ["", '"'])
def test_numbers_are_rounded_or_cut_off(cut: bool, expected: list[int], quote: str) -> None:
    layout = Layout((Table("items", (Column("n", np.int64),), resumable=True),))
    number = Value(Capture.NUMBER, "items.n", scale=3, cut=cut)
    root = Value(array=Value(object=Object({"n": number}, record="items")))
    tables = Tables(layout)
    content = ",".join(f'{{"n": {quote}{text}{quote}}}' for text in ("1.9996", "-1.9996e0"))
    data = f"[{content}]".encode()
    buffer = np.zeros(len(data) + PAD, np.uint8)
    buffer[: len(data)] = np.frombuffer(data, np.uint8)
    JsonMachine(compile_schema(root, layout), tables).run(buffer, len(data), 0, True)
    assert tables.column("items", "n").tolist() == expected


@pytest.mark.parametrize("content", ["[{},]", "[ {} , \n]", "[{}]"])
def test_a_comma_may_stand_behind_the_last_element_where_allowed(content: str) -> None:
    code, tables = read(content, lenient=True)
    assert (code, tables.rows("items")) == (FINISHED, 1)


def test_other_commas_are_wrong() -> None:
    assert read("[{},]", lenient=False)[0] == WRONG
    assert read("[{},,{}]", lenient=True)[0] == WRONG
    assert read('[{"w": 1,}]', lenient=True)[0] == WRONG


def test_whole_rows_are_appended_and_follow_when_tables_unite() -> None:
    _, first = read('[{"w": "a"}, {"w": "b"}]', lenient=False)
    _, second = read('[{"w": "b"}]', lenient=False)
    for tables in (first, second):
        rows = np.arange(tables.rows("items"), dtype=np.int32)
        numbers = {"number": rows + 0.5, "text": tables.column("items", "word"), "item": rows}
        tables.extend("numbers", numbers)
        tables.count("counted", 5)
    first.append(second)
    assert first.column("numbers", "number").tolist() == [0.5, 1.5, 0.5]
    assert first.column("numbers", "item").tolist() == [0, 1, 2]
    texts = [first.texts.texts()[i] for i in first.column("numbers", "text")]
    assert texts == [b"a", b"b", b"b"]
    assert first.rows("counted") == 10
