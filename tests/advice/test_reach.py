"""How far a fix reaches."""

from __future__ import annotations

from dataclasses import replace

from perfview.advice.reach import elsewhere, joint_of, other_requests
from perfview.findings.finding import Finding
from tests.advice.making import finding, saving


def _alike(*names: str) -> list[Finding]:
    return [
        finding(entity=name, request=name, reach=0.1, saving=saving(0.5 - i / 10, f"p95 of {name}"))
        for i, name in enumerate(names)
    ]


def test_other_endpoints_come_with_most_to_gain_first() -> None:
    group = _alike("GET /a", "GET /b", "GET /c")
    assert other_requests([group[0], group[2], group[1]]) == ["GET /b", "GET /c"]


def test_three_are_named_and_the_others_counted() -> None:
    words = elsewhere(_alike("GET /a", "GET /b", "GET /c", "GET /d", "GET /e"))
    assert "helps `GET /b`, `GET /c`, `GET /d` and 1 more endpoint too" in words
    assert "Altogether that saves about 15\u202f% of all request time." in words


def test_one_endpoint_alone_needs_no_words() -> None:
    assert elsewhere(_alike("GET /a")) == ""


def test_other_titles_in_the_same_place_are_counted() -> None:
    group = [*_alike("GET /a"), finding(title="another loop", request="GET /a", entity="b")]
    assert elsewhere(group).startswith(
        "One more like it stands in the same place, such as “another loop”."
    )


def test_without_requests_it_is_recorded_time() -> None:
    alike = [finding(entity=name, title=name, saving=saving(0.5, name)) for name in "ab"]
    joint = joint_of(alike)
    assert joint is not None
    assert joint.of == "the recorded time"
    assert "request" not in joint.method + elsewhere(alike)


def test_bytes_are_no_part_of_a_time() -> None:
    in_bytes = replace(saving(0.5, "bytes of a page"), unit="bytes")
    found = [finding(entity="a", saving=in_bytes), finding(entity="b", saving=saving(0.5, "p95"))]
    alone, both = joint_of(found[1:]), joint_of(found)
    assert joint_of(found[:1]) is None
    assert alone is not None
    assert both is not None
    assert both.value == alone.value
