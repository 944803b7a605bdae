"""Where what is new piles up, and what to let go."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.heaps.growth.suspects import growth
from perfview.heaps.study import Study
from tests.heaps.growth.by_definition import freed_bytes
from tests.heaps.growth.programs import Step, cache, generations, held_against

OLD, NEW = 20, 120


def named(study: Study) -> tuple[str, str]:
    """Constructor and property of the first suspect's cut."""
    cut = growth(study).suspects[0].cut
    assert cut is not None
    return cut.constructor, cut.property


def test_new_is_what_came_after_the_baseline_and_was_there_in_between() -> None:
    study = held_against(cache(range(20)), cache(range(5, 90)), cache(range(10, 140)))
    found = growth(study)
    ids = study.graph.nodes.id
    kept = {10_001 + 4 * k for k in range(20, 90)} | {10_003 + 4 * k for k in range(20, 90)}
    assert set(ids[found.is_new].tolist()) == kept
    assert found.new_count == 140
    assert found.new_bytes == 70 * 440


def test_without_a_snapshot_in_between_all_that_came_is_new() -> None:
    found = growth(held_against(cache(range(20)), cache(range(140))))
    assert found.new_count == 240


def test_a_new_object_belongs_to_the_nearest_old_one_that_dominates_it() -> None:
    study = held_against(cache(range(OLD)), cache(range(NEW)))
    found, ids = growth(study), study.graph.nodes.id
    assert {int(ids[owner]) for owner in found.owner[found.is_new]} == {1021}
    assert (found.owner[~found.is_new] == -1).all()


def test_the_suspect_names_the_property_of_the_programs_class_and_what_it_frees() -> None:
    study = held_against(cache(range(OLD)), cache(range(NEW)))
    suspect = growth(study).suspects[0]
    assert named(study) == ("ResponseCache", "entries")
    assert suspect.cut is not None
    assert suspect.cut.freed_new_bytes == (NEW - OLD) * 440
    assert suspect.cut.freed_bytes == NEW * 440 + 32
    assert suspect.cut.freed_bytes == freed_bytes(study, suspect.cut.edges)
    assert {each.name: each.objects for each in suspect.classes} == {"Answer": 100, "(string)": 100}


def test_what_is_held_twice_needs_both_references_cut() -> None:
    final = cache(range(NEW), also_held=True)
    study = held_against(cache(range(OLD), also_held=True), final)
    cut = growth(study).suspects[0].cut
    assert cut is not None
    assert named(study) == ("ResponseCache", "entries")
    assert len(cut.edges) == 2
    assert cut.freed_bytes == freed_bytes(study, cut.edges) > 0
    assert freed_bytes(study, cut.edges[:1]) == 0


def test_generations_that_keep_the_one_before_are_cut_between_each_other() -> None:
    study = held_against(generations(0, 5), generations(0, 70))
    suspect = growth(study).suspects[0]
    assert suspect.cut is not None
    assert named(study) == ("Scene", "previous")
    assert suspect.cut.repeats
    assert len(suspect.cut.edges) == 69
    assert suspect.cut.freed_bytes == freed_bytes(study, suspect.cut.edges)
    assert suspect.cut.freed_new_bytes == 64 * 600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (cache(range(OLD)), cache(range(OLD))),
        (generations(0, 5, keeps=False), generations(0, 70, keeps=False)),
    ],
)
def test_where_nothing_stays_nothing_is_suspected(before: Step, after: Step) -> None:
    assert growth(held_against(before, after)).suspects == ()


def test_a_full_cache_has_lost_as_much_as_it_gained() -> None:
    study = held_against(cache(range(100)), cache(range(100, 200)))
    suspect = growth(study).suspects[0]
    assert suspect.new_bytes == 100 * 440
    assert suspect.net_bytes == 0
    assert suspect.turnover.share == 1.0


def test_several_snapshots_tell_when_it_came_up() -> None:
    steps = [cache(range(20 + 50 * k)) for k in range(5)]
    births = growth(held_against(*steps)).suspects[0].births
    assert births.bytes == (50 * 440,) * 4
    assert births.grew_in == births.intervals == 4


def test_one_leap_is_told_from_steady_growth() -> None:
    counts = (20, 200, 200, 200, 200, 200)
    births = growth(held_against(*(cache(range(count)) for count in counts))).suspects[0].births
    assert births.grew_in == 1
    assert births.intervals > 3


def test_an_array_of_numbers_grows_by_itself() -> None:
    def samples(size: int) -> Step:
        def step(build):  # type: ignore[no-untyped-def]
            for k in range(50):
                build.edge(build.globals, "property", f"v{k}", build.node("object", "Old", 8))
            array = build.node("object", "Array", size, number=9001)
            build.edge(build.globals, "property", "samples", array)

        return step

    study = held_against(samples(10_000), samples(400_000))
    suspect = growth(study).suspects[0]
    assert suspect.is_swollen
    assert suspect.net_bytes == 390_000
    assert growth(held_against(samples(400_000), samples(440_000))).suspects == ()


def test_one_cause_with_many_owners_is_one_suspect() -> None:
    def rooms(messages: int) -> Step:
        def step(build):  # type: ignore[no-untyped-def]
            all_ = build.node("object", "Array", 16, number=801)
            build.edge(build.globals, "property", "rooms", all_)
            for room in range(30):
                number = 2001 + 2000 * room
                here = build.node("object", "Room", 16, number=number)
                build.edge(all_, "element", room, here)
                history = build.node("object", "Array", 16, number=number + 2)
                build.edge(here, "property", "history", history)
                for k in range(messages):
                    message = build.node("object", "Message", 100, number=number + 4 + 2 * k)
                    build.edge(history, "element", k, message)

        return step

    found = growth(held_against(rooms(2), rooms(20))).suspects
    assert len(found) == 1
    assert len(found[0].owners) == 30
    assert found[0].new_count == 30 * 18
    assert found[0].cut is not None
    assert found[0].cut.freed_new_bytes == found[0].new_bytes


def test_a_snapshot_of_another_process_is_not_held_against_this_one() -> None:
    def other(build):  # type: ignore[no-untyped-def]
        for k in range(200):
            node = build.node("code", f"code {k}", 8, number=10_001 + 2 * k)
            build.edge(build.globals, "property", f"x{k}", node)

    study = held_against(other, cache(range(NEW)))
    found = growth(study)
    assert found.suspects == ()
    assert found.new_count == 0


def test_without_a_baseline_nothing_is_new() -> None:
    study = held_against(cache(range(NEW)))
    study.baseline = None
    found = growth(study)
    assert found.new_count == 0
    assert not found.is_new.any()
    assert found.owner.dtype == np.int32
