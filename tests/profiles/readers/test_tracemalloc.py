"""tracemalloc's dumps: what it says itself, and pickles that mean harm."""

from __future__ import annotations

import os
import pickle
import tracemalloc
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.readers.python.pickled import NotPickled, PickleReader
from perfview.profiles.readers.tracemalloc import Tracemalloc
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import opened


def _keep(count: int) -> list[bytearray]:
    return [bytearray(1000 + i) for i in range(count)]


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tracemalloc.Snapshot]:
    """A snapshot of this process as Python itself writes and reads it."""
    path = tmp_path_factory.mktemp("trace") / "snapshot.pickle"
    tracemalloc.start(8)
    kept = _keep(300)
    snapshot = tracemalloc.take_snapshot()
    tracemalloc.stop()
    assert kept
    snapshot.dump(str(path))
    return path, snapshot


def test_all_that_tracemalloc_says(dumped: tuple[Path, tracemalloc.Snapshot]) -> None:
    path, snapshot = dumped
    study = opened(Tracemalloc, path)
    metrics = study.model.metrics
    assert metrics.name == ["inuse_objects", "inuse_space"]
    count, size = metrics.weight.reshape(2, -1)
    assert int(count.sum()) == len(snapshot.traces)
    assert int(size.sum()) == sum(trace.size for trace in snapshot.traces)
    said = Counter[tuple[str, int]]()
    for trace in snapshot.traces:
        frame = trace.traceback[-1]
        said[frame.filename, frame.lineno] += trace.size
    assert by_line(study) == said
    assert study.model.depth_limit == 8


def by_line(study: Study) -> Counter[tuple[str, int]]:
    model = study.model
    size = model.metrics.weight.reshape(2, -1)[1]
    found = Counter[tuple[str, int]]()
    for stack, value in zip(model.samples.stack.tolist(), size.tolist(), strict=True):
        function = int(model.frames.function[model.stacks.frame[stack]])
        file = model.strings[int(model.functions.file[function])]
        found[file, int(model.functions.line[function])] += int(value)
    return found


def test_the_innermost_line_is_the_leaf(dumped: tuple[Path, tracemalloc.Snapshot]) -> None:
    study = opened(Tracemalloc, dumped[0])
    line = _keep.__code__.co_firstlineno + 1
    size = sum(1000 + i for i in range(300))
    assert by_line(study)[__file__, line] >= size


class _Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("false",)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_nothing_in_a_pickle_is_ever_called(protocol: int) -> None:
    content = pickle.dumps(_Harmful(), protocol)
    with pytest.raises(NotPickled, match="opcode"):
        PickleReader(content, lambda offset: None).value()


def test_other_pickles_are_not_opened() -> None:
    with Source.from_bytes(pickle.dumps({"a": 1})) as source:
        assert Tracemalloc().sniff(source).certainty == 0
        with pytest.raises(UnreadableInput, match="no snapshot of tracemalloc"):
            Tracemalloc().read(source, Progress())


_DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 100), 1 << 100)
    | st.text(max_size=300)
    | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.tuples(inner, inner, inner, inner)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(_DATA, st.integers(2, 5))
@settings(max_examples=200, deadline=None)
def test_plain_data_come_back_as_they_were(data: object, protocol: int) -> None:
    content = pickle.dumps(data, protocol)
    assert PickleReader(content, lambda offset: None).value() == data


@given(st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_a_value_or_not_pickled(content: bytes) -> None:
    reader = PickleReader(content, lambda offset: None)
    with suppress(NotPickled):
        reader.value()
    assert 0 <= reader.offset <= len(content)


def test_a_dump_that_breaks_off_is_refused(dumped: tuple[Path, tracemalloc.Snapshot]) -> None:
    content = dumped[0].read_bytes()
    for share in (0.01, 0.5, 0.999):
        with (
            Source.from_bytes(content[: int(len(content) * share)]) as source,
            pytest.raises(UnreadableInput, match="cannot be followed"),
        ):
            Tracemalloc().read(source, Progress())


def test_a_list_without_a_beginning_and_numbers_without_end() -> None:
    for content in (b"\x80\x04t.", b"\x80\x04\x8a\xff" + b"\x01" * 255 + b".", b"\x80\x04]K\x01u."):
        with pytest.raises(NotPickled):
            PickleReader(content, lambda offset: None).value()
