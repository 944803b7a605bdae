"""What suspects are called."""

from __future__ import annotations

from collections.abc import Callable

from perfview.findings.detector import Limits
from perfview.heaps.detectors.leak import Leak
from perfview.heaps.growth.suspects import growth
from perfview.heaps.growth.telling import (
    content,
    freeing,
    place,
    references,
    way,
    what_piles_up,
)
from tests.heaps.building import HeapBuilder
from tests.heaps.growth.programs import cache, generations, held_against


def test_objects_are_called_by_the_programs_own_class() -> None:
    study = held_against(cache(range(20)), cache(range(120)))
    suspect = growth(study).suspects[0]
    assert what_piles_up(suspect) == "100 Answer objects"
    assert place(study, suspect) == "ResponseCache.entries"
    assert content(suspect) == "100 Answer, 100 (string)"


def test_the_way_begins_at_the_global_object() -> None:
    study = held_against(cache(range(20)), cache(range(120)))
    told = way(study, growth(study).suspects[0])
    assert told.startswith("global")
    assert told.endswith("ResponseCache.entries")


def test_a_reference_that_repeats_is_said_to() -> None:
    study = held_against(generations(0, 5), generations(0, 70))
    cut = growth(study).suspects[0].cut
    assert cut is not None
    told = freeing(study, cut)
    assert "Scene.previous, in every one of them, (69 references)" in told


def test_what_the_engine_itself_holds_is_said_to_be_so() -> None:
    def frames(count: int) -> Callable[[HeapBuilder], None]:
        def step(build: HeapBuilder) -> None:
            for k in range(count):
                page = build.node("native", "HTMLDocument", 900, number=10_001 + 400 * k)
                build.edge(1, "element", k, page)
                for i in range(30):
                    number = 10_003 + 400 * k + 2 * i
                    made = build.node("closure", "toString", 64, number=number)
                    build.edge(page, "internal", f"{i}", made)

        return step

    study = held_against(frames(1), frames(60))
    suspect = growth(study).suspects[0]
    assert what_piles_up(suspect) == "59 HTMLDocument objects"
    assert place(study, suspect) == "(GC roots) @3"
    (finding,) = Leak().detect(study, Limits(Leak()))
    assert "``" not in finding.verdict
    assert "held by ." not in finding.why
    assert "The engine itself" in finding.how
    assert finding.example is None


def test_all_that_has_to_be_cleared_is_named() -> None:
    study = held_against(cache(range(20), also_held=True), cache(range(120), also_held=True))
    suspect = growth(study).suspects[0]
    assert suspect.cut is not None
    told = references(study, suspect.cut)
    assert sorted(told.split(" and ")) == ["ResponseCache.entries", "global.backup"]
    assert f"Without {told} (2 references)" in freeing(study, suspect.cut)
