"""The sentence a document opens with."""

from __future__ import annotations

from perfview.advice.advise import advise
from perfview.findings.finding import Severity
from tests.advice.making import finding, saving


def test_the_best_recommendation_speaks() -> None:
    small = finding("a", entity="1", saving=saving(0.1), verdict="`GET /a` is slow")
    large = finding("b", entity="2", saving=saving(0.7), verdict="`GET /b` waits 3 s")
    assert advise([small, large], []).verdict == "`GET /b` waits 3 s."


def test_a_note_does_not_speak_before_a_warning() -> None:
    note = finding("a", entity="1", severity=Severity.INFO, saving=saving(0.9), verdict="note")
    warning = finding("b", entity="2", saving=saving(0.1), verdict="warning")
    assert advise([note, warning], []).verdict == "warning."


def test_nothing_stands_out_with_what_was_looked_for() -> None:
    assert advise([], ["Slow query", "N+1 calls", "HTTP errors"]).verdict == (
        "Nothing stands out; looked for slow query, N+1 calls and HTTP errors."
    )
    assert advise([], []).verdict == "Nothing stands out."


def test_notes_are_counted() -> None:
    note = finding(severity=Severity.INFO)
    assert advise([note], ["Slow query"]).verdict == (
        "Nothing stands out; 1 note below; looked for slow query."
    )


def test_one_full_stop() -> None:
    assert advise([finding(verdict="It waits.")], []).verdict == "It waits."


def test_the_endpoints_a_fix_helps_beside_its_own_are_counted() -> None:
    alike = [
        finding(
            cause=f"{name}\nSELECT\nlist", entity=name, request=name, verdict="it loops",
            saving=saving(0.4, f"p95 of {name}"),
        )
        for name in ("GET /a", "GET /b", "GET /c")
    ]  # fmt: skip
    assert advise(alike, []).verdict == "it loops; the same fix helps 2 more endpoints."


def test_of_many_checks_a_few_are_named() -> None:
    titles = [f"Check {letter}" for letter in "abcdefgh"]
    words = "check a, check b, check c, check d and 4 more things"
    assert advise([], titles).verdict == f"Nothing stands out; looked for {words}."
