"""Findings that one fix would settle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from perfview.advice.merging import merge
from perfview.findings.finding import Evidence, Finding, Severity
from tests.advice.making import finding, saving

LATENCY = finding("latency-threshold", cause="GET /orders")
PATH = finding("critical-path", cause="GET /orders\nSELECT", saving=saving(0.3))
LOOP = finding("n-plus-one", cause="GET /orders\nSELECT\nlist", saving=saving(0.6))


def _detectors(*findings: Finding) -> list[list[str]]:
    return [[each.detector for each in group] for group in merge(list(findings))]


def test_the_particular_one_leads_and_takes_the_general_ones_in() -> None:
    assert _detectors(LATENCY, PATH, LOOP) == [["n-plus-one", "critical-path", "latency-threshold"]]


def test_the_order_they_come_in_does_not_matter() -> None:
    assert _detectors(LOOP, LATENCY, PATH) == _detectors(PATH, LOOP, LATENCY)


def test_a_general_one_alone_stands_for_itself() -> None:
    assert _detectors(LATENCY) == [["latency-threshold"]]


def test_what_explains_too_little_does_not_take_it_in() -> None:
    small = finding("n-plus-one", cause="GET /orders\nSELECT\nlist", saving=saving(0.05))
    assert sorted(_detectors(LATENCY, small)) == [["latency-threshold"], ["n-plus-one"]]


def test_of_two_that_explain_it_the_more_worthwhile_takes_it_in() -> None:
    lesser = finding("sequential-calls", cause="GET /orders\nlist\nin a row", saving=saving(0.2))
    assert ["n-plus-one", "latency-threshold"] in _detectors(lesser, LATENCY, LOOP)


def test_the_same_place_in_two_endpoints_is_one_thing_to_do() -> None:
    other = finding("n-plus-one", entity="b", cause="GET /cart\nSELECT\nlist", saving=saving(0.9))
    (group,) = merge([LOOP, other])
    assert group[0] is other


def test_another_endpoint_is_another_thing() -> None:
    other = finding("latency-threshold", cause="GET /cart", entity="b")
    assert len(merge([LOOP, other])) == 2


def test_findings_without_a_cause_stay_apart() -> None:
    assert len(merge([finding("a"), finding("b"), finding("a", entity="else")])) == 3


def test_none_gives_none() -> None:
    assert merge([]) == []


def _about(*rows: int) -> Evidence:
    return Evidence(np.array(rows, np.int32), np.zeros(1, np.int32), len(rows))


STATEMENT = finding(
    "statement-share",
    cause="GET /cart\nSELECT\npermissions",
    saving=saving(0.4),
    evidence=_about(1, 2, 3, 4),
)


def test_a_general_one_about_the_same_spans_elsewhere_joins_the_particular_one() -> None:
    inside = finding("critical-path", cause="GET /a\nSELECT", evidence=_about(2, 4))
    assert _detectors(inside, STATEMENT) == [["statement-share", "critical-path"]]


def test_a_general_one_about_more_spans_stands_for_itself() -> None:
    beyond = finding("critical-path", cause="GET /a\nSELECT", evidence=_about(2, 5, 6))
    assert len(merge([beyond, STATEMENT])) == 2


def test_a_note_that_explains_little_takes_nothing_graver_in() -> None:
    note = replace(STATEMENT, saving=saving(0.01), severity=Severity.INFO)
    inside = finding("critical-path", cause="GET /a\nSELECT", evidence=_about(2, 4))
    assert len(merge([inside, note])) == 2


def test_a_note_does_not_lead_what_is_graver() -> None:
    note = finding("b", severity=Severity.INFO, cause="GET /a\nlist\nx", saving=saving(0.9))
    grave = finding("a", cause="GET /a\nlist\nx", saving=saving(0.2))
    assert _detectors(note, grave) == [["a", "b"]]
