from __future__ import annotations

import pytest

from perfview.advice.advise import advise
from perfview.findings.detector import Detector
from perfview.findings.finding import Severity
from perfview.findings.quantities import size
from perfview.findings.registry import discover
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only
from tests.bundles.searching.apps import shop


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
    ("weight", "severity"),
    [(499_999, None), (500_000, Severity.WARNING), (1_000_000, Severity.CRITICAL)],
)
def test_an_entry(weight: int, severity: Severity | None) -> None:
    findings = found("entry-budget", app(weight).study())
    assert [each.severity for each in findings] == ([severity] if severity else [])


def test_an_entry_by_the_users_own_limits() -> None:
    finding = only("entry-budget", app(300_000).study(), warning=250_000, critical=300_000)
    assert finding.severity is Severity.CRITICAL
    # What should be kept is the lower one.
    assert finding.measures[0].threshold == 250_000
    assert f"{size(50_000)} over the limit of {size(250_000)}" in finding.verdict


@pytest.mark.parametrize(
    ("limit", "told"),
    [(350_000, "which keeps the limit"), (200_000, f"still {size(13_500)} too much")],
)
def test_an_entry_says_whether_what_is_proposed_is_enough(limit: int, told: str) -> None:
    finding = only("entry-budget", shop().study(), warning=limit)
    saving = finding.saving
    assert saving is not None
    # The page for settings and the feature for a click, each once.
    assert saving.value == 2_000 + 200_000 + 1_000 + 300_000
    assert told in finding.why


def test_where_nothing_is_to_be_changed_nothing_is_promised() -> None:
    finding = only("entry-budget", app(600_000).study())
    assert finding.saving is None
    assert "takes less code" in finding.why


def test_a_limit_that_does_not_hold_is_never_hidden_in_a_fix() -> None:
    study = shop().study()
    findings = [
        *found("entry-budget", study, warning=300_000),
        *found("lazy-import", study),
        *found("large-package", study),
    ]
    titles = [each.title for each in advise(findings, ()).recommendations]
    assert f"main loads {size(716_500)} at start, limit {size(300_000)}" in titles


def test_a_chunk_that_is_the_entry_is_told_once() -> None:
    assert not found("chunk-budget", app(1_200_000).study())


@pytest.mark.parametrize(
    ("weight", "severity"),
    [(499_999, None), (500_000, Severity.WARNING), (1_000_000, Severity.CRITICAL)],
)
def test_a_chunk_that_loads_later(weight: int, severity: Severity | None) -> None:
    findings = found("chunk-budget", app(10_000, later=weight).study())
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


def test_without_any_size_nobody_claims_to_have_looked() -> None:
    made = BundleBuilder()
    made.module("src/index.js", 0, entry=True)
    made.module("src/part.js", 0)
    made.imports("src/index.js", "src/part.js")
    study = made.study()
    kinds = discover("perfview.bundles.detectors", Detector)
    asked = {kind.name for kind in kinds if kind().concerns(study)}
    assert not asked & {"entry-budget", "chunk-budget", "lazy-import", "barrel-file", "locale-data"}
    assert "ineffective-dynamic-import" in asked
