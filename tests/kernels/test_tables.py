"""Tables: layouts are checked, two workers' tables are united with their ids and links."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.kernels.interning import Interner
from perfview.kernels.layout import Column, Layout, Table, key, link, text
from perfview.kernels.tables import ROWS, Tables
from perfview.kernels.unescaping import unescaped

LAYOUT = Layout(
    (
        Table("outer", (text("name"),), resumable=True),
        Table("inner", (Column("value"), key("key"), link("outer", "outer"), text("name"))),
    )
)


def filled(names: list[str]) -> Tables:
    """One outer and one inner row a name, written as a walker would."""
    tables = Tables(LAYOUT, rows=len(names))
    for t in range(2):
        tables.tables[t, ROWS] = len(names)
    for i, name in enumerate(names):
        index = tables.texts.add(name.encode())
        tables.column("outer", "name")[i] = index
        tables.column("inner", "name")[i] = index if i else -1
        tables.column("inner", "key")[i] = tables.keys.add(name.encode()[:1])
        tables.column("inner", "outer")[i] = i
        tables.column("inner", "value")[i] = i * 10
    return tables


def test_append_renumbers_texts_keys_and_links() -> None:
    first, second = filled(["ab", "cd"]), filled(["cd", "ax", "ab"])
    first.append(second)
    texts = first.texts.texts()
    assert [texts[i] for i in first.column("outer", "name")] == [b"ab", b"cd", b"cd", b"ax", b"ab"]
    assert first.column("inner", "name").tolist()[2] == -1
    keys = first.keys.texts()
    assert [keys[i] for i in first.column("inner", "key")] == [b"a", b"c", b"c", b"a", b"a"]
    assert first.column("inner", "outer").tolist() == [0, 1, 2, 3, 4]
    assert first.column("inner", "value").tolist() == [0, 10, 0, 10, 20]
    assert second.rows("inner") == 0


def test_growing_keeps_rows() -> None:
    tables = filled(["a", "b", "c"])
    before = tables.column("inner", "value").tolist()
    tables.grow(LAYOUT.index("inner"))
    tables.reserve("inner", 10_000)
    assert tables.column("inner", "value").tolist() == before


def test_columns_must_stand_widest_first() -> None:
    with pytest.raises(ValueError, match="bytes wide"):
        Table("t", (text("name"), Column("value")))
    with pytest.raises(ValueError, match="bytes wide"):
        Table("t", (Column("value", np.int16),))


def test_unknown_names_raise() -> None:
    with pytest.raises(KeyError):
        LAYOUT.slot("outer", "value")
    with pytest.raises(KeyError):
        LAYOUT.index("nothing")


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"a\nb\t\r\b\f\/\\\"", 'a\nb\t\r\b\f/\\"'),
        (r"\u00e9\u4e2D", "é中"),
        (r"\ud83d\ude00!", "😀!"),
        (r"\ud83d", "\ufffd"),
        (r"\ude00\u0041", "\ufffdA"),
        (r"\ud83d\u0041", "\ufffdA"),
        (r"\uZZZZ", "uZZZZ"),
        (r"\q", "q"),
        ("end\\", "end\\"),
        (r"\u12", "u12"),
    ],
)
def test_escapes_are_resolved(escaped: str, plain: str) -> None:
    interner = Interner()
    index = interner.add(escaped.encode())
    ids = unescaped(interner)
    assert ids is not None
    assert interner.texts()[ids[index]].decode() == plain


def test_texts_equal_once_unescaped_share_an_id() -> None:
    interner = Interner()
    for written in (r"a\/b", "c", "a/b", r"a\u002fb"):
        interner.add(written.encode())
    ids = unescaped(interner)
    assert ids is not None
    assert ids.tolist() == [2, 1, 2, 2]


def test_nothing_to_unescape_is_told() -> None:
    interner = Interner()
    interner.add(b"plain")
    assert unescaped(interner) is None
