"""Stacks estimated from counted calls."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from perfview.profiles.assembling.counted_calls import CallStacks, stacks_of_calls


def _floats(*numbers: float) -> NDArray[np.float64]:
    return np.array(numbers, np.float64)


def _ints(*numbers: int) -> NDArray[np.int32]:
    return np.array(numbers, np.int32)


def _ways(stacks: CallStacks, kind: int = 0) -> dict[str, float]:
    """The weight of each way, written as the functions' numbers."""
    ways: list[str] = []
    for parent, function in zip(stacks.parent, stacks.function, strict=True):
        ways.append(f"{ways[parent]};{function}" if parent >= 0 else str(function))
    return dict(zip(ways, stacks.weight[kind].tolist(), strict=True))


def test_a_callee_costs_its_callers_what_the_edges_say() -> None:
    stacks = stacks_of_calls(
        own=_floats(20, 100, 700),
        inclusive=_floats(820, 400, 700),
        caller=_ints(0, 0, 1),
        callee=_ints(1, 2, 2),
        edge_inclusive=_floats(400, 400, 300),
    )
    assert _ways(stacks) == {"0": 20, "0;1": 100, "0;2": 400, "0;1;2": 300}


def test_what_a_function_calls_is_shared_among_its_contexts_in_proportion() -> None:
    stacks = stacks_of_calls(
        own=_floats(0, 0, 0, 90),
        inclusive=_floats(60, 30, 90, 90),
        caller=_ints(0, 1, 2),
        callee=_ints(2, 2, 3),
        edge_inclusive=_floats(60, 30, 90),
    )
    ways = _ways(stacks)
    assert (ways["0;2;3"], ways["1;2;3"]) == (60, 30)


def test_each_kind_of_weight_is_shared_by_its_own_edges() -> None:
    stacks = stacks_of_calls(
        own=np.array([[0, 0, 9], [0, 0, 100]], np.float64),
        inclusive=np.array([[6, 3, 9], [0, 100, 100]], np.float64),
        caller=_ints(0, 1),
        callee=_ints(2, 2),
        edge_inclusive=np.array([[6, 3], [0, 100]], np.float64),
    )
    assert _ways(stacks, 0) == {"0": 0, "1": 0, "0;2": 6, "1;2": 3}
    assert _ways(stacks, 1) == {"0": 0, "1": 0, "0;2": 0, "1;2": 100}


def test_a_circle_is_drawn_once_and_nothing_of_it_is_lost() -> None:
    stacks = stacks_of_calls(
        own=_floats(1, 10, 20),
        inclusive=_floats(31, 30, 30),
        caller=_ints(0, 1, 2, 1),
        callee=_ints(1, 2, 1, 1),
        edge_inclusive=_floats(30, 30, 25, 5),
    )
    assert _ways(stacks) == {"0": 1, "0;1": 10, "0;1;2": 20}


def test_functions_that_only_call_each_other_are_there_too() -> None:
    stacks = stacks_of_calls(
        own=_floats(5, 7),
        inclusive=_floats(12, 12),
        caller=_ints(0, 1),
        callee=_ints(1, 0),
        edge_inclusive=_floats(12, 12),
    )
    assert stacks.weight.sum() == 12
    assert set(stacks.function.tolist()) == {0, 1}


def test_ways_of_no_weight_are_pruned_and_their_cost_stays_with_the_function() -> None:
    stacks = stacks_of_calls(
        own=_floats(0, 0, 1_000_000),
        inclusive=_floats(999_999, 1, 1_000_000),
        caller=_ints(0, 1),
        callee=_ints(2, 2),
        edge_inclusive=_floats(999_999, 1),
    )
    assert _ways(stacks) == {"0": 0, "1": 0, "0;2": 1_000_000}


def test_a_graph_with_more_ways_than_atoms_stays_small() -> None:
    layers, width = 60, 3
    caller = [a for a in range((layers - 1) * width) for _ in range(width)]
    callee = [
        (layer + 1) * width + k
        for layer in range(layers - 1)
        for _ in range(width)
        for k in range(3)
    ]
    inclusive = np.repeat(np.arange(layers, 0, -1), width).astype(np.float64) * 100
    stacks = stacks_of_calls(
        own=np.full(layers * width, 100.0),
        inclusive=inclusive,
        caller=np.array(caller, np.int32),
        callee=np.array(callee, np.int32),
        edge_inclusive=np.repeat(inclusive[width:].reshape(-1, width), width, axis=0).ravel() / 3,
        most=5_000,
    )
    assert len(stacks.parent) <= 5_000 + layers * width
    assert stacks.weight.sum() == 100.0 * layers * width


def test_a_chain_deeper_than_any_call_stack() -> None:
    n = 50_000
    chain = np.arange(n, dtype=np.int32)
    stacks = stacks_of_calls(
        np.ones(n), np.arange(n, 0, -1.0), chain[:-1], chain[1:], np.arange(n - 1, 0, -1.0)
    )
    assert stacks.weight.sum() == n
    assert len(stacks.parent) == n


def test_nothing_at_all() -> None:
    none, nobody = np.zeros(0), np.zeros(0, np.int32)
    assert len(stacks_of_calls(none, none, nobody, nobody, none).parent) == 0


@st.composite
def _graphs(draw: st.DrawFn) -> tuple[list[float], list[float], list[tuple[int, int, float]]]:
    f = draw(st.integers(1, 7))
    cost = st.one_of(st.integers(0, 1000).map(float), st.floats(0, 1e6))
    edges = st.tuples(st.integers(0, f - 1), st.integers(0, f - 1), cost)
    return (
        draw(st.lists(cost, min_size=f, max_size=f)),
        draw(st.lists(cost, min_size=f, max_size=f)),
        draw(st.lists(edges, max_size=15)),
    )


@settings(max_examples=150, deadline=None)
@given(_graphs())
def test_any_graph_however_wrong_keeps_every_function_s_own_cost(
    graph: tuple[list[float], list[float], list[tuple[int, int, float]]],
) -> None:
    own, inclusive, edges = graph
    stacks = stacks_of_calls(
        np.array(own),
        np.array(inclusive),
        np.array([e[0] for e in edges], np.int32),
        np.array([e[1] for e in edges], np.int32),
        np.array([e[2] for e in edges], np.float64),
        most=50,
    )
    assert (stacks.parent < np.arange(len(stacks.parent))).all()
    assert (stacks.weight > -1e-6).all()
    given_back = np.bincount(stacks.function, weights=stacks.weight[0], minlength=len(own))
    assert np.allclose(given_back, own, rtol=1e-12)
    for way in _ways(stacks):
        functions = way.split(";")
        assert len(functions) == len(set(functions))
