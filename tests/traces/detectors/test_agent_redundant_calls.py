"""Agents that ask their tools again."""

from __future__ import annotations

import json

import pytest

from perfview.traces.detectors.agent_redundant_calls import AgentRedundantCalls
from tests.traces.labelled import Labelled

MS = 1e6


def conversation(
    *calls: tuple[str, object, object], pause: float = 1000, each: float = 200
) -> Labelled:
    """An agent that calls tools (name, arguments, result) one after another."""
    recording = Labelled("agent")
    root = recording.span(0, 100_000, "invoke_agent", gen_ai__operation__name="invoke_agent")
    at = 0.0
    for name, arguments, result in calls:
        recording.span(
            at, at + each, f"execute_tool {name}", root, gen_ai__tool__name=name,
            gen_ai__tool__call__arguments=json.dumps(arguments),
            gen_ai__tool__call__result=None if result is None else json.dumps(result),
        )  # fmt: skip
        at += each + pause
    return recording


SEARCH = ("search", {"query": "what is up", "limit": 10}, {"hits": ["a", "b"]})


def test_three_equal_calls_are_two_too_many() -> None:
    (finding,), evidence = conversation(SEARCH, SEARCH, SEARCH).found(AgentRedundantCalls)
    assert len(evidence) == 3
    assert finding.measures[0].value == 3
    assert finding.measures[1].value == 2
    assert finding.measures[2].value == 400 * MS
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(400 * MS)


def test_spelling_and_the_order_of_arguments_make_no_difference() -> None:
    again = ("search", {"limit": 10, "query": " What is  UP "}, {"hits": ["a", "b"]})
    assert conversation(SEARCH, again, SEARCH).found(AgentRedundantCalls)[0]


def test_other_calls_between_make_no_difference() -> None:
    other = ("weather", {"place": "Bern"}, {"sun": True})
    assert conversation(SEARCH, other, SEARCH, SEARCH).found(AgentRedundantCalls)[0]


@pytest.mark.parametrize(
    "recording",
    [
        conversation(SEARCH, SEARCH),
        conversation(SEARCH, ("write_file", {"path": "x"}, "done"), SEARCH, SEARCH),
        conversation(*[("search", {"query": f"number {i}"}, {"hits": []}) for i in range(5)]),
        conversation(*[(*SEARCH[:2], {"hits": [f"result {i}"]}) for i in range(5)]),
        conversation(SEARCH, SEARCH, SEARCH, pause=60_001),
        conversation(*[("write_file", {"path": "x"}, "done")] * 4),
    ],
    ids=["two", "a change between", "other arguments", "other results", "minutes apart", "writes"],
)
def test_what_makes_sense_is_left_alone(recording: Labelled) -> None:
    assert recording.found(AgentRedundantCalls)[0] == []


def test_a_minute_apart_still_counts() -> None:
    assert conversation(SEARCH, SEARCH, SEARCH, pause=60_000).found(AgentRedundantCalls)[0]


def test_it_is_less_sure_where_results_were_not_recorded() -> None:
    silent = (*SEARCH[:2], None)
    (told,), _ = conversation(SEARCH, SEARCH, SEARCH).found(AgentRedundantCalls)
    (untold,), _ = conversation(silent, silent, silent).found(AgentRedundantCalls)
    assert untold.confidence < told.confidence
