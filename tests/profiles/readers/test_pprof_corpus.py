"""Recordings of many programs and years against what `go tool pprof -top` says of them.

speedscope's numbers beside them in the corpus are no oracle where calls were inlined: it keeps only
a location's outermost function. So it is wrong about 92 of 618 functions of profile-with-labels, 8
of 116 of fib and 3 of 165 of profile1, and right about every profile without inlined calls.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from perfview.profiles.readers.gperftools import Gperftools
from perfview.profiles.readers.pprof import Pprof
from perfview.profiles.readers.pprof_text import PprofText
from perfview.profiles.soundness import is_sound_model
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.profile_wire import costs

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
PROFILES = CORPUS / "profiles"
READERS = (Pprof, Gperftools, PprofText)
UNITS = {"microseconds": 1e3, "milliseconds": 1e6, "seconds": 1e9}

pytestmark = pytest.mark.skipif(not PROFILES.is_dir(), reason="without the corpus")


@cache
def expected() -> dict[str, Any]:
    path = PROFILES / "expected.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    return {name: each["pprof"]["facts"] for name, each in found.items() if "pprof" in each}


@pytest.mark.parametrize("name", sorted(expected()))
def test_costs_are_those_pprof_shows(name: str) -> None:
    with Source(PROFILES / name) as source:
        reader = max((kind() for kind in READERS), key=lambda each: each.sniff(source).certainty)
        assert reader.sniff(source).certainty > 0.9
        model, _ = reader.read(source, Progress())
    assert is_sound_model(model)
    facts = expected()[name]
    assert len(model.metrics) == len(facts)
    for metric, (kind, fact) in enumerate(facts.items()):
        factor = UNITS.get(kind.partition("/")[2], 1)
        found = costs(model, metric)
        assert sum(own for own, _ in found.values()) == fact["flat_sum"] * factor
        for row in fact["top"]:
            wanted = row["flat"] * factor, row["cum"] * factor
            assert found.get(row["name"], (0, 0)) == wanted


@pytest.mark.parametrize("kind", ["traces", "heaps", "queries", "bundles", "static"])
def test_nothing_else_is_taken_for_a_profile(kind: str) -> None:
    taken = []
    for path in sorted((CORPUS / kind).rglob("*")):
        if not path.is_file() or not path.stat().st_size:
            continue
        with Source(path) as source:
            if any(reader().sniff(source).certainty >= 0.5 for reader in READERS):
                taken.append(path.name)
    assert not taken
