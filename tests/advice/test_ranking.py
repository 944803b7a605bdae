"""Worth, order, overlaps and the joint saving."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.advice.advise import advise
from perfview.advice.worth import worth
from perfview.findings.finding import Effort, Evidence, Finding, Severity
from tests.advice.making import finding, saving


def _titles(*findings: Finding) -> list[str]:
    return [recommendation.title for recommendation in advise(findings, []).recommendations]


def test_expected_saving_times_confidence_over_effort() -> None:
    base = finding(saving=saving(0.4), confidence=0.5, reach=0.5)
    assert worth(base) == pytest.approx(0.4 * 0.5 * 0.5)
    cheap = worth(finding(saving=saving(0.4), effort=Effort.SMALL))
    assert worth(finding(saving=saving(0.4), effort=Effort.LARGE)) == pytest.approx(cheap * 0.3)


@pytest.mark.parametrize(
    "lesser",
    [
        {"saving": saving(0.1)},
        {"confidence": 0.2},
        {"effort": Effort.LARGE},
        {"reach": 0.1},
        {"saving": None},
    ],
)
def test_each_part_of_it_moves_the_rank(lesser: dict[str, object]) -> None:
    better = finding(title="better", entity="1", saving=saving(0.5))
    worse = finding(**({"title": "worse", "entity": "2", "saving": saving(0.5)} | lesser))
    assert _titles(worse, better) == ["better", "worse"]


def test_one_change_that_helps_several_endpoints_counts_for_all_of_them() -> None:
    shared = [
        finding(
            "n-plus-one",
            title="shared",
            entity=name,
            cause=f"{name}\nSELECT\nlist",
            saving=saving(0.4, f"p95 of {name}"),
            reach=0.3,
            request=name,
        )
        for name in ("GET /a", "GET /b")
    ]
    single = finding(title="single", entity="c", saving=saving(0.5, "p95 of GET /c"), reach=0.3)
    advice = advise([single, *shared], [])
    assert [r.title for r in advice.recommendations] == ["shared", "single"]
    assert "helps `GET /b` too" in advice.recommendations[0].why
    assert advice.joint is not None
    assert advice.joint.value == pytest.approx(0.3 * 0.4 * 2 + 0.3 * 0.5)


def test_severity_decides_between_equals() -> None:
    note = finding(title="note", entity="1", severity=Severity.INFO, saving=saving(0.5))
    grave = finding(title="grave", entity="2", severity=Severity.CRITICAL, saving=saving(0.5))
    assert _titles(note, grave) == ["grave", "note"]


def test_a_recommendation_is_as_severe_as_the_worst_it_settles() -> None:
    general = finding("latency-threshold", cause="A", severity=Severity.CRITICAL)
    leader = finding("n-plus-one", cause="A\nB\nC", severity=Severity.WARNING, saving=saving(0.5))
    (recommendation,) = advise([general, leader], []).recommendations
    assert recommendation.severity is Severity.CRITICAL
    assert recommendation.findings == (leader, general)
    assert recommendation.id == leader.id


def test_what_lies_in_the_evidence_of_another_is_included_in_it() -> None:
    wide = finding("n-plus-one", entity="1", saving=saving(0.6), evidence=_rows(range(100)))
    inside = finding("slow-query", entity="2", saving=saving(0.2), evidence=_rows(range(90, 100)))
    beside = finding("other", entity="3", saving=saving(0.1), evidence=_rows(range(95, 120)))
    marks = [r.included_in for r in advise([inside, beside, wide], []).recommendations]
    assert marks == [None, 1, None]


def test_the_same_spans_of_another_request_are_not_included() -> None:
    wide = finding("a", entity="1", saving=saving(0.6))
    other = finding("b", entity="2", saving=saving(0.2, "p95 of GET /cart"))
    assert [r.included_in for r in advise([wide, other], []).recommendations] == [None, None]


def test_together_they_save_less_than_their_sum() -> None:
    first = finding("a", entity="1", saving=saving(0.5), evidence=_rows([1]))
    second = finding("b", entity="2", saving=saving(0.5), evidence=_rows([2]))
    joint = advise([first, second], []).joint
    assert joint is not None
    assert joint.value == pytest.approx(0.75)
    assert joint.unit == "ratio"


def test_the_joint_saving_weighs_requests_by_their_share() -> None:
    first = finding("a", entity="1", saving=saving(0.5), reach=0.2)
    second = finding("b", entity="2", saving=saving(0.5, "p95 of GET /cart"), reach=0.6)
    joint = advise([first, second], []).joint
    assert joint is not None
    assert joint.value == pytest.approx(0.2 * 0.5 + 0.6 * 0.5)


def test_nothing_measured_means_no_joint_saving() -> None:
    assert advise([finding()], []).joint is None


@given(
    st.lists(
        st.tuples(st.floats(0, 1.5), st.floats(0, 1), st.floats(0, 1), st.sampled_from(Effort)),
        max_size=12,
    )
)
def test_any_findings_give_ordered_advice(parts: list[tuple[float, float, float, Effort]]) -> None:
    findings = [
        finding(entity=str(i), saving=saving(part), confidence=sure, reach=reach, effort=effort)
        for i, (part, sure, reach, effort) in enumerate(parts)
    ]
    advice = advise(findings, [])
    values = [worth(recommendation.findings[0]) for recommendation in advice.recommendations]
    assert values == sorted(values, reverse=True)
    assert len(values) == len(findings)
    assert advice.joint is None or 0 <= advice.joint.low <= advice.joint.high <= 1


def _rows(rows: object) -> Evidence:
    values = np.array(list(rows), np.int32)  # type: ignore[call-overload]
    return Evidence(values, np.zeros(1, np.int32), len(values))
