"""Lines with costs: of a function, of a file, with and without their code."""

from __future__ import annotations

from pathlib import Path

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.lens import EVERYTHING
from perfview.profiles.sources.code_lines import costly_lines, lines_of_source
from perfview.profiles.sources.line_callees import callees_of_line
from perfview.profiles.sources.lookup import Reached
from perfview.profiles.study import Study


def recursive(file: str, *, with_lines: bool = True) -> Study:
    """`walk` calls itself from line 3 and `leaf` from line 4: 5 and 2 at the ends."""
    builder = ProfileBuilder([("cpu", "ns")])
    thread, walk = builder.thread("main"), builder.function("walk", file, 1)
    leaf = builder.frame(builder.function("leaf", "other.py", 1), 2)
    at3, at4 = (builder.frame(walk, line if with_lines else 0) for line in (3, 4))
    deep = builder.stack_of([at3, at3, at4, leaf])
    builder.sample(thread, deep, [5.0])
    builder.sample(thread, builder.stack_of([at3, at4]), [2.0])
    return Study(builder.finish())


def test_a_line_counts_once_in_recursion(tmp_path: Path) -> None:
    path = tmp_path / "walk.py"
    path.write_text("def walk():\n    pass\n" + "    walk()\n" * 8)
    found = lines_of_source(recursive(str(path)), EVERYTHING, 0)
    assert found.has_code
    assert {line.number: (line.own, line.total) for line in found.lines if line.total} == {
        3: (0, 7),
        4: (2, 7),
    }


def test_without_code_only_lines_that_cost_something() -> None:
    study = recursive("gone.py")
    found = lines_of_source(study, EVERYTHING, 0)
    assert found.reach.reached is Reached.MISSING
    assert [(line.number, line.text) for line in found.lines] == [(3, ""), (4, "")]
    assert [line.number for line in costly_lines(study, EVERYTHING, 0)] == [3, 4]


def test_costs_on_no_known_line_stand_where_the_function_begins() -> None:
    found = lines_of_source(recursive("gone.js", with_lines=False), EVERYTHING, 0)
    assert [(line.number, line.own, line.total) for line in found.lines] == [(1, 2, 7)]


def test_what_a_line_calls() -> None:
    study = recursive("gone.py")
    file = int(study.model.functions.file[0])
    named = [
        [(study.name_of(call.function), call.total) for call in callees_of_line(
            study, EVERYTHING, file, line).calls]
        for line in (3, 4, 5)
    ]  # fmt: skip
    assert named == [[("walk", 7.0)], [("leaf", 5.0)], []]
    assert not callees_of_line(study, EVERYTHING, file, 4).is_whole


def test_calls_from_no_known_line_are_the_functions() -> None:
    study = recursive("gone.js", with_lines=False)
    found = callees_of_line(study, EVERYTHING, int(study.model.functions.file[0]), 1)
    assert found.is_whole
    assert [study.name_of(call.function) for call in found.calls] == ["walk", "leaf"]
