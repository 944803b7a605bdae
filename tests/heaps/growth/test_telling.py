"""What suspects are called."""

from __future__ import annotations

from perfview.heaps.growth.suspects import growth
from perfview.heaps.growth.telling import content, freeing, place, way, what_piles_up
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
    cut = growth(held_against(generations(0, 5), generations(0, 70))).suspects[0].cut
    assert cut is not None
    told = freeing(cut)
    assert "Scene.previous, in every one of them, (69 references)" in told
