"""The corpus of leaking programs and their mended twins, where it is at hand."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from perfview.findings.detector import Limits
from perfview.heaps.detectors.leak import Leak
from perfview.heaps.growth.suspects import growth
from perfview.heaps.study import Study
from tests.heaps.corpus import FOLDER, recorded
from tests.heaps.growth.by_definition import freed_bytes

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="no corpus")
PROGRAMS = sorted(path.stem for path in (FOLDER / "programs").glob("*.heaps"))
QUICK = ["circular_list", "listener_leak"]


@cache
def expected() -> dict[str, Any]:
    """What is to be found in each program."""
    told: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))["programs"]
    return told


def program(name: str, mode: str, *, has_target: bool = True) -> Study:
    """The three snapshots of a program, the last against those before."""
    final = recorded(f"{name}.{mode}.final")
    study = Study(final.model)
    study.baseline = recorded(f"{name}.{mode}.baseline")
    study.between = (recorded(f"{name}.{mode}.target"),) if has_target else ()
    return study


def check(name: str) -> None:
    """Owner, edge to cut and what that frees are as expected, and the twin is silent."""
    wanted = expected()[name]
    study = program(name, "leak")
    suspect = growth(study).suspects[0]
    assert suspect.cut is not None
    cut = suspect.cut
    assert (cut.constructor, cut.property) == (
        wanted["cut"]["constructor"],
        wanted["cut"]["property"],
    )
    assert cut.freed_new_bytes == wanted["cut"]["frees_new_bytes"]
    assert freed_bytes(study, cut.edges) == cut.freed_bytes
    assert suspect.new_bytes >= wanted["growth_owners"][0]["bytes"]
    assert len(findings(study)) == 1
    assert findings(program(name, "clean")) == []


def findings(study: Study) -> list[str]:
    """Titles of the leaks found."""
    detector = Leak()
    return [each.title for each in detector.detect(study, Limits(detector))]


@pytest.mark.parametrize("name", QUICK)
def test_some_programs(name: str) -> None:
    check(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in QUICK])
def test_all_programs(name: str) -> None:
    check(name)


# Where the target is missing only the middle of the growth is: a few programs tell.
@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS[::4])
def test_two_snapshots_do(name: str) -> None:
    study = program(name, "leak", has_target=False)
    wanted = expected()[name]["cut"]
    cut = growth(study).suspects[0].cut
    assert cut is not None
    assert (cut.constructor, cut.property) == (wanted["constructor"], wanted["property"])
    assert len(findings(study)) == 1
    assert findings(program(name, "clean", has_target=False)) == []
