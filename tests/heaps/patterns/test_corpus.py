"""One snapshot alone: the holder that leaks is first among the piles of every program of the
corpus, and programs that do not leak have none."""

from __future__ import annotations

import json

import pytest

from perfview.findings.detector import Limits
from perfview.heaps.detectors.accumulation import Accumulation
from perfview.heaps.detectors.detached_dom import DetachedDom
from tests.heaps.corpus import FOLDER, recorded

PROGRAMS = sorted(path.stem for path in (FOLDER / "programs").glob("*.heaps"))
IN_WORDS = {
    "closure_context": "[[Scope]]",
    "interval_closure": "list of timers",
    "symbol_registry": "Symbol.for()",
}
"""How holders are called that have no property of the program's own."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAMS, reason="the corpus is not at hand"),
]


def _told(name: str) -> list[str]:
    study, told = recorded(name), []
    for detector in (Accumulation(), DetachedDom()):
        if detector.concerns(study):
            told += [
                f"{each.title} {each.where} {each.why}"
                for each in detector.detect(study, Limits(detector))
            ]
    return told


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_holder_that_leaks_is_the_first_pile(program: str) -> None:
    expected = json.loads((FOLDER / "expected.json").read_text())["programs"][program]
    first = _told(f"{program}.leak.final")[0]
    assert IN_WORDS.get(program, expected["cut"]["property"]) in first


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_does_not_leak_has_no_pile(program: str) -> None:
    assert _told(f"{program}.clean.final") == []
