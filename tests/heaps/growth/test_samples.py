"""Real programs that leak, recorded in Node 20 and trimmed, and their mended twins."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding
from perfview.heaps.detectors.leak import Leak
from perfview.heaps.growth.suspects import growth
from perfview.heaps.study import Study
from tests.heaps.corpus import opened
from tests.heaps.growth.by_definition import freed_bytes

SAMPLES = Path(__file__).parent / "samples"
HOLDERS = {
    "eventemitter3_bus": ("DomainBus", {"_events"}),
    "generic_pool": ("Pool", {"_allObjects", "_resourceLoans"}),
    "redux_subscribe": ("system / Context", {"currentListeners", "nextListeners"}),
}


@cache
def program(name: str, mode: str) -> Study:
    """The three snapshots of a program, the last against those before."""
    files = [f"{name}.{mode}.{tag}.heapsnapshot.gz" for tag in ("baseline", "target", "final")]
    baseline, target, final = (opened(SAMPLES / file) for file in files)
    final.baseline, final.between = baseline, (target,)
    return final


def findings(name: str, mode: str) -> list[Finding]:
    detector = Leak()
    return list(detector.detect(program(name, mode), Limits(detector)))


@pytest.mark.parametrize("name", HOLDERS)
def test_what_holds_it_is_named_with_all_that_has_to_go(name: str) -> None:
    study = program(name, "leak")
    suspect = growth(study).suspects[0]
    assert suspect.cut is not None
    holder, properties = HOLDERS[name]
    assert suspect.cut.constructor == holder
    assert {study.edge_name(edge) for edge in suspect.cut.edges.tolist()} == properties
    assert suspect.cut.freed_bytes == freed_bytes(study, suspect.cut.edges)
    assert suspect.cut.share > 0.99


@pytest.mark.parametrize("name", HOLDERS)
def test_one_cause_is_one_finding(name: str) -> None:
    assert len(findings(name, "leak")) == 1


@pytest.mark.parametrize("name", HOLDERS)
def test_mended_programs_are_not_reported(name: str) -> None:
    assert findings(name, "clean") == []


def test_listeners_are_told_by_their_event() -> None:
    (leak,) = findings("eventemitter3_bus", "leak")
    assert leak.title == "150 EE objects stay on DomainBus._events.order"
    assert leak.example is not None
    assert 'bus.off("order", listener);' in leak.example.after
    assert leak.example.place == "DomainBus._events.order (/srv/app/prog/eventemitter3_bus.js:3)"
    assert "between the first and the second snapshot" in leak.why


def test_variables_are_told_by_their_function() -> None:
    (leak,) = findings("redux_subscribe", "leak")
    assert leak.title == "250 Panel objects stay on variable currentListeners"
