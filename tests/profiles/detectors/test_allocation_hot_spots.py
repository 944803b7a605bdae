"""Functions behind much of the memory."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.allocation_hot_spots import AllocationHotSpots
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

MB = 1e6


def heap(*stacks: tuple[str, float, float], space: str = "alloc_space") -> Study:
    """A profile of memory: path, objects, bytes."""
    objects = space.replace("space", "objects")
    builder = ProfileBuilder([(objects, "count"), (space, "bytes")], default=1)
    for path, count, size in stacks:
        frames = [
            builder.frame(builder.function(name, "app.go" if name.startswith("main.") else ""))
            for name in path.split(";")
        ]
        builder.sample(0, builder.stack_of(frames), [count, size])
    return Study(builder.finish(made_by="Go"))


def test_who_allocates_most_is_told_with_what_it_calls_in_libraries() -> None:
    (finding,) = found(
        AllocationHotSpots,
        heap(
            ("main.main;main.parse;strings.Repeat;strings.(*Builder).grow", 400_000, 150 * MB),
            ("main.main;main.parse", 400_000, 30 * MB),
            ("main.main;main.send", 1_000, 20 * MB),
        ),
    )
    assert finding.severity is Severity.WARNING
    assert finding.title == "main.parse allocates 90\u202f% of all allocated bytes"
    assert "through `strings.(*Builder).grow`" in finding.why
    assert "800,000 objects of 225\u202fB" in finding.why


def test_memory_in_use_is_held() -> None:
    study = heap(("main.main;main.load", 10, 80 * MB), space="inuse_space")
    assert found(AllocationHotSpots, study)[0].title.startswith("main.load holds")


def test_balanced_allocation_is_left_alone() -> None:
    study = heap(*((f"main.main;main.f{i}", 100, 20 * MB) for i in range(5)))
    assert not found(AllocationHotSpots, study)


def test_little_memory_is_a_note_or_nothing() -> None:
    (note,) = found(AllocationHotSpots, heap(("main.main;main.load", 10, 2 * MB)))
    assert note.severity is Severity.INFO
    assert not found(AllocationHotSpots, heap(("main.main;main.load", 10, 0.9 * MB)))


def test_frames_without_a_name_are_nobodys_fault() -> None:
    assert not found(AllocationHotSpots, heap(("<unknown>", 10, 200 * MB)))


def test_profiles_of_time_are_not_concerned() -> None:
    assert not found(AllocationHotSpots, profile("main;a 90"))
