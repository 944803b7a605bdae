"""Filters over frames, functions, stacks and threads."""

from __future__ import annotations

import pytest

from perfview.filtering.grammar import FilterError, parse
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.filtering.frames import frames_matching, stacks_where
from perfview.profiles.filtering.tables import FILTERS
from perfview.profiles.lens import Lens
from perfview.profiles.measures.paths import collapsed_path
from perfview.profiles.study import Study
from tests.profiles.building import profile

ALL = {"main", "main;list", "main;list;map", "main;list;map;row", "main;log"}


@pytest.fixture
def study() -> Study:
    return profile(
        "main@/app/src/main.js:1;list@/app/src/orders/list.js:9;map@/app/node_modules/pg/q.js:2;"
        "row@/app/src/orders/row.js:4 5",
        "main@/app/src/main.js:1;log@node.js:7 2",
    )


def matching(study: Study, expression: str) -> set[str]:
    found = stacks_where(study, expression)
    return {collapsed_path(study, stack) for stack in range(len(found)) if found[stack]}


BELOW_MAP = {"main;list;map", "main;list;map;row"}
BELOW_LIST = {"main;list", *BELOW_MAP}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", ALL),
        ("name=list", BELOW_LIST),
        ("NAME", set()),
        ("orders", BELOW_LIST),
        ("orders row", {"main;list;map;row"}),
        ("name=list kind=library", set()),
        ("kind=library", BELOW_MAP),
        ("package=pg", BELOW_MAP),
        ("package=orders line>5", set()),
        ('file~"src/.*/row"', {"main;list;map;row"}),
        ("~^l", BELOW_LIST | {"main;log"}),
        ("-kind=library", ALL - BELOW_MAP),
        ("not name=list", ALL - BELOW_LIST),
        ("name!=list", ALL - BELOW_LIST),
        ("name!~^m", set()),
        ("orders -package=pg", {"main;list"}),
        ("name=log or name=row", {"main;log", "main;list;map;row"}),
        ("name=row or name!=list", {"main;list;map;row", "main", "main;log"}),
        ("not (name=log or name=row)", {"main", "main;list", "main;list;map"}),
        ("not not name=log", {"main;log"}),
        ("kind=*i*r*r*y", BELOW_MAP),
    ],
)
def test_stacks_with_a_frame(study: Study, expression: str, expected: set[str]) -> None:
    assert matching(study, expression) == expected


def test_lines_are_those_that_run() -> None:
    builder = ProfileBuilder([("cpu", "ns")])
    function = builder.function("f", "a.py", 10)
    for line in (11, 12):
        builder.stack_of([builder.frame(function, line)])
    study = Study(builder.finish())
    assert stacks_where(study, "line=12").tolist() == [False, True]
    assert frames_matching(study, parse("line<12 name=f")).tolist() == [True, False]


def test_the_lens_takes_filters(study: Study) -> None:
    assert study.call_tree(Lens(where="kind=library")).whole == 5e6
    assert study.call_tree(Lens(where="-kind=library")).whole == 2e6


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("colour=red", "no “colour” here"),
        ("line=tall", "compared with a number"),
        ('name~"("', "no regular expression"),
        ("(name=x", "never closed"),
        ('name~"(a|a)+$"', "takes too long"),
    ],
)
def test_what_makes_no_sense_is_said(expression: str, why: str) -> None:
    study = profile("a" * 60 + "b 1")
    with pytest.raises(FilterError, match=why):
        stacks_where(study, expression)


@pytest.mark.parametrize(
    ("table", "expression", "expected"),
    [
        ("functions", "self>1ms", ["row", "log"]),
        ("functions", "total>=5ms kind=own", ["main", "list", "row"]),
        ("functions", "list or name=log", ["list", "log"]),
        ("functions", "samples=0 -main", ["list", "map"]),
        ("functions", "line=9", ["list"]),
        ("functions", "!~js$", []),
        ("stacks", "list", ["list", "map", "row"]),
        ("stacks", "depth>1", ["map", "row"]),
        ("stacks", "self>0 kind=library", ["row"]),
        ("stacks", "orders row", ["row"]),
        ("stacks", "-list", ["main", "log"]),
        ("stacks", "total>6ms or name=log", ["main", "log"]),
        ("stacks", "name!=map depth>=1", ["list", "log"]),
    ],
)
def test_rows_of_tables(study: Study, table: str, expression: str, expected: list[str]) -> None:
    found = FILTERS[table](study, parse(expression))
    functions = range(len(found)) if table == "functions" else study.tree.shape.function.tolist()
    assert [study.name_of(f) for f, keep in zip(functions, found, strict=True) if keep] == expected


def test_threads() -> None:
    builder = ProfileBuilder([("cpu", "ns")])
    stack = builder.stack_of([builder.frame(builder.function("f"))])
    for number, name in enumerate(("main", "worker 1", "worker 2")):
        thread = builder.thread(name, 10 + number, "shop", 1)
        builder.sample(thread, stack, [5e6 * number])
    study = Study(builder.finish())
    for expression, expected in (
        ("worker", [False, True, True]),
        ("-worker", [True, False, False]),
        ("!~worker", [True, False, False]),
        ("total>5ms", [False, False, True]),
        ("thread_id=11", [False, True, False]),
        ("process=shop samples=1", [True, True, True]),
    ):
        assert FILTERS["threads"](study, parse(expression)).tolist() == expected, expression
