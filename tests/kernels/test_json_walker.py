"""The walker with schemas of its own: maps, scaled numbers, names, links, rows without objects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from perfview.kernels.json_machine import FINISHED, MORE, TAKEN, WRONG, JsonMachine
from perfview.kernels.json_schema import Capture, Object, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, key, link, text
from perfview.kernels.memory import PAD
from perfview.kernels.references import BARE, ESCAPED_TEXT, JSON, LONGEST, TEXT, place_of
from perfview.kernels.tables import Tables

LAYOUT = Layout(
    (
        Table("groups", (Column("place", np.uint64),), resumable=True, keep_cut_off=True),
        Table(
            "items",
            (
                Column("time", default=-1),
                link("first_tag", "tags", np.int64),
                text("name"),
                link("group", "groups"),
                Column("colour", np.uint8),
            ),
            resumable=True,
        ),
        Table("tags", (Column("reference", np.uint64), key("key"))),
    ),
    constant_keys=(b"@notes",),
)
TAGS = Object(
    every_key=Value(Capture.KEY, "tags.key"),
    every_value=Value(Capture.REFERENCE, "tags.reference", commit="tags"),
)
ITEM = Object(
    {
        "t": Value(Capture.NUMBER, "items.time", scale=3),
        "name": Value(Capture.TEXT, "items.name"),
        "colour": Value(Capture.NAME, "items.colour", names={"red": 1, "green": 2}),
        "tags": Value(object=TAGS),
        "notes": Value(
            Capture.REFERENCE, "tags.reference", constant=("tags.key", 0), commit="tags"
        ),
    },
    record="items",
)
GROUP = Object(
    {"about": Value(object=Object(place="groups.place")), "items": Value(array=Value(object=ITEM))},
    record="groups",
)
SCHEMA = compile_schema(Value(array=Value(object=GROUP)), LAYOUT)


def machine() -> JsonMachine:
    return JsonMachine(SCHEMA, Tables(LAYOUT, rows=1))


def run(
    walker: JsonMachine, content: str, *, final: bool = True, offset: int = 0
) -> tuple[int, int]:
    data = content.encode()
    buffer = np.zeros(len(data) + PAD, np.uint8)
    buffer[: len(data)] = np.frombuffer(data, np.uint8)
    return walker.run(buffer, len(data), offset, final)


def tags(walker: JsonMachine, content: str) -> list[tuple[str, int, str]]:
    names = [t.decode() for t in walker.tables.keys.texts()]
    found = []
    for k, word in zip(
        walker.tables.column("tags", "key").tolist(),
        walker.tables.column("tags", "reference").tolist(),
        strict=True,
    ):
        offset, length, kind = place_of(word)
        found.append((names[k], kind, content[offset : offset + length]))
    return found


def items(content: str) -> list[dict[str, Any]]:
    walker = machine()
    assert run(walker, content)[0] == FINISHED
    names = [t.decode() for t in walker.tables.texts.texts()]
    columns = [walker.tables.column("items", n).tolist() for n in ("time", "name", "colour")]
    return [
        {"time": t, "name": names[n] if n >= 0 else None, "colour": c}
        for t, n, c in zip(*columns, strict=True)
    ]


def test_maps_give_a_row_a_key() -> None:
    content = '[{"items":[{"tags":{"a":1,"b":"x","c":"q\\"","d":[1,{"e":2}],"f":null}}]}]'
    walker = machine()
    assert run(walker, content) == (FINISHED, len(content))
    assert tags(walker, content) == [
        ("a", BARE, "1"),
        ("b", TEXT, "x"),
        ("c", ESCAPED_TEXT, 'q\\"'),
        ("d", JSON, '[1,{"e":2}]'),
        ("f", BARE, "null"),
    ]


def test_constant_keys_stand_for_whole_values_and_empty_ones_are_left_out() -> None:
    content = '[{"items":[{"notes":[{"x":1}]},{"notes":[]},{"tags":{"k":2}}]}]'
    walker = machine()
    run(walker, content)
    assert tags(walker, content) == [("@notes", JSON, '[{"x":1}]'), ("k", BARE, "2")]
    assert walker.tables.column("items", "first_tag").tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.5", 1500),
        ("2", 2000),
        ("0.0004", 0),
        ("0.0005", 1),
        ('"7.25"', 7250),
        ("-1e2", -100_000),
        ("1E-2", 10),
        ("null", -1),
        ("true", -1),
        ('"x"', -1),
        ("1e400", -1),
        ("9223372036854775.807", 2**63 - 1),
        ("9223372036854775.808", -1),
        ("[1]", -1),
        ("{}", -1),
    ],
)
def test_numbers_are_scaled_and_rounded(written: str, expected: int) -> None:
    assert items(f'[{{"items":[{{"t":{written}}}]}}]')[0]["time"] == expected


def test_names_and_numbers_for_names() -> None:
    content = '[{"items":[{"colour":"red"},{"colour":"green"},{"colour":7},{"colour":"x"}]}]'
    assert [i["colour"] for i in items(content)] == [1, 2, 7, 0]


def test_links_point_at_the_record_around_and_the_place_is_kept() -> None:
    content = '[{"items":[{},{}],"about":{"a":1}},{"about":{},"items":[{}]}]'
    walker = machine()
    run(walker, content)
    assert walker.tables.column("items", "group").tolist() == [0, 0, 1]
    places = [place_of(w) for w in walker.tables.column("groups", "place").tolist()]
    assert [(content[o], n, k) for o, n, k in places] == [("{", LONGEST, JSON)] * 2
    assert [o for o, _, _ in places] == [
        content.index('{"a"'),
        content.index('{},"items"'),
    ]


def test_a_cut_off_group_is_kept_with_its_whole_items() -> None:
    walker = machine()
    code, _ = run(walker, '[{"items":[{"name":"a"},{"name":"b"')
    walker.tables.keep_cut_off()
    assert code == MORE
    assert (walker.tables.rows("items"), walker.tables.rows("groups")) == (1, 1)


def test_reading_goes_on_where_the_last_block_could_not() -> None:
    content = '[{"items":[{"name":"first"},{"name":"second","tags":{"a":1}},{"name":"third"}]}]'
    for cut in range(1, len(content)):
        walker = machine()
        code, used = run(walker, content[:cut], final=False)
        assert code == MORE
        rest = run(walker, content[used:], offset=used)
        assert rest == (FINISHED, len(content) - used)
        assert walker.tables.rows("items") == 3
        assert tags(walker, content) == [("a", BARE, "1")]


def test_stops_where_another_worker_began() -> None:
    content = '[{"items":[{"name":"a"},{"name":"b"}]}]'
    second = content.index('{"name":"b"')
    walker = machine()
    walker.take_over_at(second)
    assert run(walker, content) == (TAKEN, second)
    assert walker.site == SCHEMA.site("[].items[]")
    other = machine()
    other.start_inside(walker.site)
    assert run(other, content[second:], offset=second)[0] == FINISHED
    walker.tables.append(other.tables)
    assert walker.tables.rows("items") == 2
    assert walker.tables.rows("groups") == 1


@pytest.mark.parametrize(
    ("content", "offset", "expected"),
    [
        ("[{]", 2, "key"),
        ('[{"items" 1}]', 10, "colon"),
        ('[{"items":[}]', 11, "a value"),
        ('[{"items":[{} {}]}]', 14, "closing bracket"),
        ('[{"about":{} "x"}]', 13, "closing brace"),
        ('[{"x":?}]', 6, "a value"),
        ("[] x", 3, "another document"),
    ],
)
def test_says_where_and_what_is_wrong(content: str, offset: int, expected: str) -> None:
    walker = machine()
    code, _ = run(walker, content)
    assert code == WRONG
    assert walker.wrong.offset == offset
    assert expected in walker.wrong.expected


@pytest.mark.parametrize("empty", ["[]", "[ ]", "[\n]"])
def test_a_list_of_values_may_be_empty_after_others_were_not(empty: str) -> None:
    layout = Layout((Table("docs", resumable=True), Table("numbers", (Column("value"),))))
    numbers = Value(array=Value(Capture.NUMBER, "numbers.value", commit="numbers"))
    schema = compile_schema(Value(object=Object({"n": numbers}, record="docs")), layout)
    walker = JsonMachine(schema, Tables(layout, rows=1))
    gap = empty[1:-1]
    lists = [f"[{gap}{i},{i}]" for i in range(5)]
    content = " ".join(f'{{"n":{text}}}' for text in (*lists, empty, *lists, empty))
    code, _ = run(walker, content)
    assert code == FINISHED
    assert walker.tables.rows("docs") == 12
    assert walker.tables.column("numbers", "value").tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4] * 2


def test_a_schema_that_does_not_fit_the_layout_is_refused() -> None:
    with pytest.raises(KeyError):
        compile_schema(Value(Capture.TEXT, "items.nothing"), LAYOUT)
    with pytest.raises(ValueError, match="cannot hold"):
        compile_schema(Value(object=Object({"x" * 40: Value()})), LAYOUT)
