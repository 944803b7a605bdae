from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from perfview.engine.cache import SIZE_LIMIT, ColumnCache
from perfview.engine.column_file import (
    NotTrustedError,
    map_columns,
    read_about,
    write_columns,
)
from perfview.engine.layout import WrongLayoutError, digest, put_together, take_apart
from perfview.engine.pillars import pillar
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.keeping import Kept, keep, restore
from perfview.traces.model import TraceModel
from perfview.traces.soundness import is_sound
from perfview.traces.study import Study
from tests.engine.fake_pillar import PILLAR, Numbers
from tests.traces.building import Recording

SAID = {"file": "/some/where.json", "format": "number-lines"}


def some_numbers(count: int = 10) -> Numbers:
    values = np.arange(count, dtype=np.int64)
    words = StringTable.of(["even", "odd"])
    return Numbers(values, (values % 2).astype(np.int32), words, 0)


def some_trace() -> TraceModel:
    recording = Recording()
    root = recording.span(0, 10, "GET /", db_statement="select 1")
    recording.span(2, 5, "query", parent=root, peer="Zürich")
    return recording.model()


def test_trace_model_comes_back_from_disk_as_it_was(tmp_path: Path) -> None:
    kept = keep(Study(some_trace()))
    cache = ColumnCache(tmp_path, limit=10**9)
    assert cache.store(tmp_path / "a.columns", SAID, kept, ImportReport())
    found = cache.load(tmp_path / "a.columns", pillar("traces"))
    assert found is not None
    again = found[0]
    assert list(again.model.strings) == list(kept.model.strings)
    before, after = take_apart(kept), take_apart(again)
    assert after.scalars == before.scalars
    for path, array in before.arrays.items():
        assert after.arrays[path].tolist() == array.tolist(), path


def test_restored_study_measures_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(Study(some_trace()))
    monkeypatch.setattr("perfview.traces.study.build_structure", None)
    study = restore(kept, ImportReport())
    assert study.structure is kept.measures.structure
    assert study.band_lanes is kept.measures.band_lanes
    assert study.critical_ns is kept.measures.critical.exclusive_ns


PATHS = [
    "model.name",
    "model.db_statement",
    "model.resource",
    "model.attributes.first",
    "measures.structure.parent",
    "measures.structure.order",
    "measures.structure.first",
    "measures.structure.child_first",
    "measures.operations.of_span",
    "measures.endpoints.operation",
    "measures.graph.callee",
    "measures.graph.edge_of_span",
    "measures.statements.of_span",
    "measures.band_lanes.row_first",
    "measures.band_lanes.box_of_span",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_index_that_leads_outside_is_noticed(path: str) -> None:
    parts = take_apart(keep(Study(some_trace())))
    assert is_sound(put_together(Kept, parts))
    parts.arrays[path] = parts.arrays[path].copy()
    parts.arrays[path][-1] = 1000
    assert not is_sound(put_together(Kept, parts))
    parts.arrays[path] = np.append(parts.arrays[path], parts.arrays[path][-1:])
    assert not is_sound(put_together(Kept, parts))


def test_mapped_columns_can_be_given_to_kernels_and_never_change_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_columns(path, {}, {"a": np.arange(100, dtype=np.int64)})
    before = path.read_bytes()
    array = map_columns(path).arrays["a"]
    assert array.flags.writeable
    assert array.flags.c_contiguous
    array[:] = 0
    del array
    assert path.read_bytes() == before


def test_every_changed_byte_of_a_small_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    arrays = {"a": np.arange(5, dtype=np.int64), "b": np.arange(13, dtype=np.uint8)}
    write_columns(path, {"said": "x"}, arrays)
    whole = bytearray(path.read_bytes())
    header = 32 + int.from_bytes(whole[8:16], "little")
    padding = set(range(header, -(-header // 64) * 64)) | set(
        range(len(whole) - 13 - 24, len(whole) - 13)
    )
    for place in range(len(whole)):
        whole[place] ^= 1
        path.write_bytes(whole)
        try:
            found = map_columns(path).arrays
        except NotTrustedError:
            pass
        else:
            assert place in padding
            assert all((found[name] == arrays[name]).all() for name in arrays)
        whole[place] ^= 1


@pytest.mark.parametrize("keep", [0, 1, 31, 32, 100, -1])
def test_cut_file_is_not_trusted(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "x"
    write_columns(path, {}, {"a": np.arange(50, dtype=np.int64)})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(NotTrustedError):
        map_columns(path)


@pytest.mark.parametrize(
    "change",
    [
        {"offset": 1 << 40},
        {"offset": -64},
        {"offset": 8},
        {"shape": [1 << 40]},
        {"shape": [-1]},
        {"dtype": "|O"},
    ],
)
def test_header_that_points_elsewhere_is_not_trusted(
    tmp_path: Path, change: dict[str, object]
) -> None:
    from perfview.engine import column_file

    path = tmp_path / "x"
    write_columns(path, {}, {"a": np.arange(50, dtype=np.int64)})
    with open(path, "rb") as file:
        header, start = column_file._header(file.read(32), file.read)
    data = path.read_bytes()[start:]
    header["arrays"][0] |= change
    text = json.dumps(header).encode()
    front = column_file._FRONT.pack(column_file.MAGIC, len(text), column_file._digest(text))
    room = -(-(len(front) + len(text)) // 64) * 64
    path.write_bytes((front + text).ljust(room, b"\0") + data)
    with pytest.raises(NotTrustedError):
        map_columns(path)


def test_stopped_writing_leaves_nothing(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path / "c", limit=10**9)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.store(cache.folder / "a.columns", SAID, some_numbers(), ImportReport(), stop)
    assert list(cache.folder.iterdir()) == []


def test_store_and_load(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path / "c", limit=10**9)
    place = cache.folder / "a.columns"
    report = ImportReport(rows=10, complete=False, read_bytes=7)
    report.note("truncated", 1, "It broke off")
    assert cache.load(place, PILLAR) is None
    assert cache.store(place, SAID, some_numbers(), report)
    model, again = cache.load(place, PILLAR) or (None, None)
    assert model is not None
    assert model.values.tolist() == list(range(10))
    assert again == report
    assert [(e.file, e.format) for e in cache.entries()] == [tuple(SAID.values())]


@pytest.mark.parametrize("content", [b"", b"PVCOLS01", b"\x80\x04cposix\nsystem\n", b"x" * 1000])
def test_foreign_entry_is_removed_and_ignored(tmp_path: Path, content: bytes) -> None:
    cache = ColumnCache(tmp_path, limit=10**9)
    place = tmp_path / "a.columns"
    place.write_bytes(content)
    assert cache.entries() == []
    assert cache.load(place, PILLAR) is None
    assert not place.exists()


def test_entry_of_another_model_is_ignored(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path, limit=10**9)
    place = tmp_path / "a.columns"
    cache.store(place, SAID, some_trace(), ImportReport())
    assert cache.load(place, PILLAR) is None


def test_entry_whose_indices_lead_outside_is_ignored(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path, limit=10**9)
    place = tmp_path / "a.columns"
    model = some_numbers()
    wrong = Numbers(model.values, model.word + np.int32(5), model.words, 0)
    cache.store(place, SAID, wrong, ImportReport())
    assert cache.load(place, PILLAR) is None


def test_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path, limit=30_000)
    names = ("a", "b", "c")
    for age, name in enumerate(names):
        cache.store(tmp_path / f"{name}.columns", SAID, some_numbers(700), ImportReport())
        os.utime(tmp_path / f"{name}.columns", (1000 + age, 1000 + age))
    assert cache.load(tmp_path / "a.columns", PILLAR) is not None
    cache.store(tmp_path / "d.columns", SAID, some_numbers(700), ImportReport())
    assert {entry.place.stem for entry in cache.entries()} == {"a", "c", "d"}


def test_too_large_for_the_bound_is_not_kept(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path, limit=1000)
    assert not cache.store(tmp_path / "a.columns", SAID, some_numbers(700), ImportReport())
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = ColumnCache(tmp_path / "file" / "c", limit=10**9)
    assert not cache.store(cache.folder / "a.columns", SAID, some_numbers(), ImportReport())
    assert cache.load(cache.folder / "a.columns", PILLAR) is None


def test_bound_is_known_before_the_folder_is_there(tmp_path: Path) -> None:
    assert 0 < ColumnCache(tmp_path / "not" / "yet").limit() <= SIZE_LIMIT


def test_clear_and_abandoned_parts(tmp_path: Path) -> None:
    cache = ColumnCache(tmp_path, limit=10**9)
    old = tmp_path / "x.1-2.part"
    old.write_bytes(b"half")
    os.utime(old, (1, 1))
    cache.store(tmp_path / "a.columns", SAID, some_numbers(), ImportReport())
    assert not old.exists()
    assert cache.clear() > 0
    assert list(tmp_path.iterdir()) == []


def test_layout_digest_follows_the_fields() -> None:
    @dataclass(frozen=True)
    class Other:
        values: NDArray[np.int32]

    assert digest(Numbers) != digest(Other) != digest(TraceModel)


def test_layout_refuses_what_is_not_columns() -> None:
    @dataclass(frozen=True)
    class Listing:
        rows: list[int]

    with pytest.raises(WrongLayoutError):
        take_apart(Listing([1]))


def test_texts_outside_their_arena_are_refused() -> None:
    parts = take_apart(some_numbers())
    for offsets in ([0, 4, 99], [1, 2, 3], [0, 5, 2], []):
        parts.arrays["words.offsets"] = np.array(offsets, np.int64)
        with pytest.raises(WrongLayoutError):
            put_together(Numbers, parts)


def test_about_can_be_read_without_the_arrays(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_columns(path, {"file": "Ä"}, {"a": np.zeros(3)})
    assert read_about(path) == {"file": "Ä"}
