"""Code before and after, in names a snapshot tells."""

from __future__ import annotations

from perfview.heaps.growth.remedies import example
from perfview.heaps.growth.spots import Spot, spot_of
from perfview.heaps.growth.suspects import growth
from tests.heaps.growth.programs import cache, held_against


def spot(**changes: str) -> Spot:
    told = {"name": "Bus.listeners", "expression": "this.listeners", "receiver": "bus",
            "key": "", "place": "src/bus.js:5"}  # fmt: skip
    return Spot(**(told | changes))


def test_a_collection_is_called_as_inside_its_class() -> None:
    study = held_against(cache(range(20)), cache(range(120)))
    suspect = growth(study).suspects[0]
    found = spot_of(study, suspect)
    assert found is not None
    assert (found.name, found.expression, found.receiver, found.key) == (
        "ResponseCache.entries",
        "this.entries",
        "cache",
        "",
    )
    assert "this.entries.shift()" in example(suspect, found).after


def test_without_a_name_the_code_is_a_general_one() -> None:
    study = held_against(cache(range(20)), cache(range(120)))
    suspect = growth(study).suspects[0]
    told = example(suspect, None)
    assert (told.before, told.after) == (suspect.holder.before, suspect.holder.after)
    assert told.place == ""


def test_where_all_hangs_under_one_key_it_is_not_the_collection_that_is_bounded() -> None:
    study = held_against(cache(range(20)), cache(range(120)))
    suspect = growth(study).suspects[0]
    told = example(suspect, spot(key='"closed"'))
    assert told.after == suspect.holder.after
    assert told.place == "Bus.listeners (src/bus.js:5)"
