"""Advice as Markdown."""

from __future__ import annotations

from perfview.advice.advise import advise
from perfview.advice.markdown import advice_markdown, recommendation_markdown, report_markdown
from perfview.findings.finding import Example
from perfview.recording.report import Oddity
from tests.advice.making import finding, saving

EXAMPLE = Example("a = `x`\n```\nold", "new", "sql", "OrderService.list")
LEADER = finding(
    "n-plus-one",
    title="N+1 query | in <list>",
    cause="A\nB\nC",
    saving=saving(0.5),
    example=EXAMPLE,
    wrong_if="It is meant.",
)
GENERAL = finding("latency-threshold", title="GET /orders is slow", cause="A")


def test_a_card_is_complete_in_itself() -> None:
    text = recommendation_markdown(advise([LEADER, GENERAL], []).recommendations[0])
    assert text.startswith("## 1. N+1 query")
    for part in (
        "−500\u202fms (p95 of GET /orders, between 400\u202fms and 600\u202fms)",
        "Because.",
        "**What to do.** Change it.",
        "In `OrderService.list`, before:",
        "| time | 700\u202fms | 500\u202fms |",
        "- GET /orders is slow (warning)",
        "**Would be wrong if:** It is meant.",
    ):
        assert part in text


def test_code_that_holds_a_fence_is_fenced_longer() -> None:
    text = recommendation_markdown(advise([LEADER], []).recommendations[0])
    assert "````sql\na = `x`\n```\nold\n````" in text


def test_the_advice_opens_with_the_verdict() -> None:
    text = advice_markdown(advise([LEADER], []))
    assert text.startswith("**n-plus-one is slow.**")
    assert "All of it together: −50\u202f%" in text


def test_a_report_has_source_oddities_findings_and_what_to_do() -> None:
    report = report_markdown(
        advise([LEADER], []),
        [LEADER],
        title="orders.json",
        facts={"Format": "OpenTelemetry JSON", "Spans": "12"},
        oddities=[Oddity("orphan-span", 2, "Two spans have no parent in the file")],
    )
    heads = [line for line in report.splitlines() if line.startswith("#")]
    assert heads[:4] == ["# orders.json", "## Odd about this file", "## Findings", "## What to do"]
    assert "- Format: OpenTelemetry JSON" in report
    assert "| warning | N+1 query \\| in &lt;list> |" in report


def test_a_report_without_findings_says_so() -> None:
    report = report_markdown(advise([], ["Slow query"]), [], title="a.json", facts={}, oddities=[])
    assert "Nothing stands out; looked for slow query." in report
    assert "##" not in report.removeprefix("# a.json")
