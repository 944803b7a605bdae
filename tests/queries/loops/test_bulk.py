"""INSERTs of one row and those of many are one statement, and only the former are a loop."""

from __future__ import annotations

from tests.queries.building import QueryBuilder

ONE = "INSERT INTO audit (who, what) VALUES ({}, 'seen')"
MANY = "INSERT INTO audit (who, what) VALUES (1, 'a'), (2, 'b'), ({}, 'c')"


def written(one_ms: float, many_ms: float, **rows: int) -> QueryBuilder:
    """A request of eight INSERTs of one row, and one of eight of many."""
    builder = QueryBuilder()
    for trace, text, spent in (("a", ONE, one_ms), ("b", MANY, many_ms)):
        for number in range(8):
            told = {"rows": rows[trace]} if rows else {}
            builder.call(text.format(number), spent + number / 100, trace=trace, **told)
    return builder


def kinds(builder: QueryBuilder) -> list[tuple[str, list[int]]]:
    """What each loop is, and the trace of its first call."""
    study = builder.study()
    calls = study.model.calls
    found = [(each.kind, sorted(set(calls.trace[each.calls].tolist()))) for each in study.loops]
    return sorted(found)


def test_by_the_rows_that_are_told() -> None:
    found = kinds(written(1.0, 1.0, a=1, b=3))

    assert [kind for kind, _ in found] == ["batch", "insert"]
    assert found[0][1] != found[1][1]


def test_by_how_long_they_take_where_no_rows_are_told() -> None:
    assert [kind for kind, _ in kinds(written(0.2, 6.0))] == ["batch", "insert"]


def test_what_takes_as_long_is_not_told_apart() -> None:
    assert {kind for kind, _ in kinds(written(1.0, 1.0))} == {"insert"}
