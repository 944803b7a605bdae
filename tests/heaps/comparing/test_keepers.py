"""What keeps alive what is new."""

from __future__ import annotations

from collections.abc import Callable

from perfview.heaps.comparing.keepers import keeper_of
from perfview.heaps.comparing.snapshots import diff_of
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder


def _keeper(hold: Callable[[HeapBuilder, int, int], None]) -> str:
    """What keeps forty new items, each held by `hold` in one of two old objects."""

    def heap(items: int) -> Study:
        build = HeapBuilder()
        cache = build.held(build.globals, "cache", "object", "Cache", 16)
        build.held(cache, "list", "object", "Array", 16)
        build.held(build.globals, "other", "object", "Other", 16)
        for k in range(40):
            build.held(build.globals, k, "object", "Same", 8)
        for k in range(items):
            item = build.node("object", "Item", 100, number=10_001 + 2 * k)
            hold(build, k, item)
        return build.study()

    before, after = heap(0), heap(40)
    diff = diff_of(before, after)
    return keeper_of(after, diff, diff.name.index("Item"))


CACHE, LIST, OTHER = 3, 4, 5


def test_elements_are_named_by_what_holds_their_list() -> None:
    assert _keeper(lambda build, k, item: build.edge(LIST, "element", k, item)) == "Cache.list"


def test_one_property_is_named_itself() -> None:
    def hold(build: HeapBuilder, k: int, item: int) -> None:
        source = CACHE if k == 0 else item - 1
        build.edge(source, "property", "newest" if k == 0 else "previous", item)

    assert _keeper(hold) == "Cache.newest"


def test_properties_of_different_names_are_named_by_their_object() -> None:
    found = _keeper(lambda build, k, item: build.edge(CACHE, "property", f"user{k}", item))
    assert found == "global.cache"


def test_nothing_is_said_of_what_is_held_in_different_ways() -> None:
    def hold(build: HeapBuilder, k: int, item: int) -> None:
        build.edge(LIST if k % 2 else OTHER, "element", k, item)

    assert _keeper(hold) == ""
