from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only


def app(main: int, style: int = 0, later: int = 0) -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", main, chunk="main", entry=True)
    if style:
        made.chunk("main.css", initial=True, size=style)
    if later:
        made.chunk("later", parents=("main",))
        made.module("src/later.js", later, chunk="later")
        made.lazily("src/index.js", "src/later.js")
    return made


@pytest.mark.parametrize(
    ("size", "severity"),
    [(499_999, None), (500_000, Severity.WARNING), (1_000_000, Severity.CRITICAL)],
)
def test_an_entry(size: int, severity: Severity | None) -> None:
    findings = found("entry-budget", app(size).study())
    assert [each.severity for each in findings] == ([severity] if severity else [])


def test_an_entry_by_the_users_own_limits() -> None:
    finding = only("entry-budget", app(300_000).study(), warning=250_000, critical=300_000)
    assert finding.severity is Severity.CRITICAL
    assert finding.measures[0].threshold == 300_000


def test_a_chunk_that_is_the_entry_is_told_once() -> None:
    assert not found("chunk-budget", app(1_200_000).study())


@pytest.mark.parametrize(
    ("size", "severity"),
    [(499_999, None), (500_000, Severity.WARNING), (1_000_000, Severity.CRITICAL)],
)
def test_a_chunk_that_loads_later(size: int, severity: Severity | None) -> None:
    findings = found("chunk-budget", app(10_000, later=size).study())
    assert [each.severity for each in findings] == ([severity] if severity else [])


def many(chunks: int, *, initial: bool = False) -> BundleBuilder:
    made = app(10_000)
    for i in range(chunks):
        made.chunk(f"part{i}", initial=initial, parents=() if initial else ("main",))
        made.module(f"src/part{i}.js", 3_000, chunk=f"part{i}", entry=initial)
        if not initial:
            made.lazily("src/index.js", f"src/part{i}.js")
    return made


def test_very_many_chunks_are_a_note() -> None:
    finding = only("too-many-chunks", many(200).study())
    assert finding.severity is Severity.INFO
    assert finding.measures[0].value == 201
    assert not found("too-many-chunks", many(199).study())


def test_the_limit_of_chunks_can_be_set() -> None:
    assert found("too-many-chunks", many(20).study(), most=20)
    assert not found("too-many-chunks", many(20).study(), most=21)
