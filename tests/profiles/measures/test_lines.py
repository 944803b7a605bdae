"""What lines of source cost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.lens import Lens
from perfview.profiles.measures.lines import LineCosts, lines_of_file, lines_of_function
from perfview.profiles.study import Study

Place = tuple[str, int]
"""A function and the line of it that runs."""


def study_of(stacks: list[tuple[list[Place], float]]) -> Study:
    """Functions `f`, `g` stand in one file, `h` in another."""
    builder = ProfileBuilder([("cpu", "ns")])
    thread = builder.thread("main")
    for at, (places, weight) in enumerate(stacks):
        frames = []
        for name, line in places:
            function = builder.function(name, "b.py" if name == "h" else "a.py")
            frames.append(builder.frame(function, line))
        builder.sample(thread, builder.stack_of(frames), [weight], at)
    builder.ends(thread, len(stacks))
    return Study(builder.finish())


def listed(costs: LineCosts) -> dict[int, tuple[float, float]]:
    rows = zip(costs.line.tolist(), costs.own.tolist(), costs.total.tolist(), strict=True)
    return {line: (own, total) for line, own, total in rows}


places = st.lists(st.tuples(st.sampled_from("fgh"), st.integers(1, 3)), min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(places, st.integers(1, 9)), max_size=8))
def test_a_stack_counts_once_a_line(stacks: list[tuple[list[Place], float]]) -> None:
    study = study_of(stacks)
    for names, costs in (
        ("f", lines_of_function(study, function_of(study, "f"))),
        ("fg", lines_of_file(study, max(study.model.strings.find("a.py"), 0))),
    ):
        expected: dict[int, tuple[float, float]] = {}
        for taken, weight in stacks:
            for line in {line for name, line in taken if name in names}:
                own, total = expected.get(line, (0, 0))
                is_top = taken[-1][0] in names and taken[-1][1] == line
                expected[line] = (own + weight * is_top, total + weight)
        if expected:
            assert listed(costs) == expected


def function_of(study: Study, name: str) -> int:
    known = [study.name_of(f) for f in range(len(study.model.functions))]
    return known.index(name) if name in known else -2


def ticked(ticks: list[tuple[int, int]]) -> Study:
    """V8: a stack `main;f` of 10 ns, `f`'s ticks by line, and 6 ns in what it calls."""
    builder = ProfileBuilder([("cpu", "ns")])
    thread = builder.thread("main")
    main, f, g = (builder.frame(builder.function(name, "a.js")) for name in ("main", "f", "g"))
    stack = builder.stack_of([main, f])
    builder.sample(thread, stack, [4.0], 0)
    builder.sample(thread, builder.stack(stack, g), [6.0], 4)
    builder.sample(thread, stack, [6.0], 10)
    builder.ends(thread, 16)
    for line, count in ticks:
        builder.tick(stack, line, count)
    return Study(builder.finish())


def test_ticks_share_out_what_the_stack_costs_itself() -> None:
    study = ticked([(3, 1), (5, 4)])
    assert listed(lines_of_function(study, 1)) == {0: (0, 6), 3: (2, 2), 5: (8, 8)}
    early = Lens(end_ns=4)
    assert listed(lines_of_function(study, 1, early)) == {3: (0.8, 0.8), 5: (3.2, 3.2)}


def test_ticks_that_count_nothing_tell_nothing() -> None:
    assert listed(lines_of_function(ticked([(3, 0)]), 1)) == {0: (10, 16)}


def test_recursion_a_hundred_thousand_deep() -> None:
    study = study_of([([("f", 1), ("f", 2)] * 50_000, 7)])
    assert listed(lines_of_function(study, 0)) == {1: (0, 7), 2: (7, 7)}


def test_ticks_below_a_stack_of_their_line_count_once() -> None:
    builder = ProfileBuilder([("cpu", "ns")])
    f = builder.frame(builder.function("f", "a.js", 1))
    outer = builder.stack(-1, f)
    inner = builder.stack(outer, f)
    thread = builder.thread("main")
    builder.sample(thread, inner, [6.0], 0)
    builder.sample(thread, outer, [4.0], 6)
    builder.ends(thread, 10)
    builder.tick(inner, 1, 3)
    builder.tick(outer, 1, 2)
    study = Study(builder.finish())
    assert listed(lines_of_function(study, 0, place_unknown=True)) == {1: (10, 10)}
