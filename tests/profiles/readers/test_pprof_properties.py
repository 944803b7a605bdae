"""What profiles of every shape must keep: sums, stacks and labels as a plain reading has them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.readers.pprof import Pprof
from perfview.profiles.soundness import is_sound_model
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.profile_wire import ProfileWriter, label_sets, paths, read
from tests.profiles.readers.test_pprof import recorded

FUNCTIONS = 6


@dataclass(frozen=True)
class Taken:
    """A sample: its locations leaf first, two numbers, labels."""

    locations: tuple[int, ...]
    values: tuple[int, int]
    labels: tuple[tuple[str, int], ...]


functions = st.integers(1, FUNCTIONS)
locations = st.lists(st.lists(functions, max_size=3).map(tuple), min_size=1, max_size=8)
values = st.integers(-(1 << 40), 1 << 40)
labels = st.dictionaries(st.sampled_from("abc"), st.integers(1, 1 << 62), max_size=2)


@st.composite
def profiles(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], list[Taken]]:
    places = draw(locations)
    at = st.integers(1, len(places))
    taken = st.builds(
        Taken,
        st.lists(at, max_size=6).map(tuple),
        st.tuples(values, values),
        labels.map(lambda found: tuple(sorted(found.items()))),
    )
    return places, draw(st.lists(taken, max_size=12))


def written(places: list[tuple[int, ...]], samples: list[Taken]) -> bytes:
    writer = ProfileWriter()
    writer.type("samples", "count")
    writer.type("space", "bytes")
    for at in range(1, FUNCTIONS + 1):
        writer.function(at, f"f{at}")
    for at, inside in enumerate(places, 1):
        writer.location(at, *inside)
    for sample in samples:
        marks = b"".join(writer.label(key, value=value) for key, value in sample.labels)
        writer.sample(sample.locations, sample.values, marks)
    return writer.finished()


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_everything_written_is_read(made: tuple[list[tuple[int, ...]], list[Taken]]) -> None:
    places, samples = made
    model, report = read(written(places, samples))
    wanted = [
        tuple(
            name
            for at in reversed(sample.locations)
            for name in ([f"f{f}" for f in reversed(places[at - 1])] or ["<unknown>"])
        )
        for sample in samples
    ]
    assert paths(model) == wanted
    for metric in (0, 1):
        assert model.weight(metric).tolist() == [sample.values[metric] for sample in samples]
    if len(model.labels):
        assert label_sets(model) == [{k: str(v) for k, v in s.labels} for s in samples]
        sets = {tuple(sorted(each.items())) for each in label_sets(model)} - {()}
        assert len(model.labels) == len(sets)
    else:
        assert not any(sample.labels for sample in samples)
    assert report.complete


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_damage_is_survived(data: st.DataObject) -> None:
    content = bytearray(recorded("heap.pb.gz"))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    try:
        model, report = Pprof().read(Source.from_bytes(bytes(content)), Progress())
    except UnreadableInput:
        return
    assert is_sound_model(model)
    assert report.rows == len(model)
    assert len(Study(model).functions.own) == len(model.functions)


@given(st.integers(30, 2_900))
@settings(max_examples=40, deadline=None)
def test_gzip_that_breaks_off_is_survived(kept: int) -> None:
    whole = gzip.compress(recorded("heap.pb.gz"))
    try:
        with Source.from_bytes(whole[:kept]) as source:
            model, report = Pprof().read(source, Progress())
    except UnreadableInput:
        return
    assert is_sound_model(model)
    assert report.complete == (kept >= len(whole))
