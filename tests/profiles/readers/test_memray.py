"""memray's tables and captures."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from perfview.profiles.readers.memray_capture import MemrayCapture
from perfview.profiles.readers.memray_csv import MemrayCsv
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import costs, names, opened, place

TABLE = b"""allocator,num_allocations,size,tid,thread_name,stack_trace
MALLOC,50,5000000,1,0x1 (MainThread),__init__;/srv/a;pp.py;2|fill;/srv/a;pp.py;5|main;/srv/a;pp.py;9
PYMALLOC_MALLOC,7,700,1,0x1 (MainThread),fill;/srv/a;pp.py;6|main;/srv/a;pp.py;9
MMAP,1,4096,2,0x2 (worker),
"""
"""As memray 1.20 writes it (`memray transform csv`), in a folder with a semicolon."""


def test_bytes_and_calls_by_path_and_thread() -> None:
    study = opened(MemrayCsv, TABLE)
    found = costs(study)
    assert found["__init__"] == (5_000_000, 5_000_000)
    assert found["fill"] == (700, 5_000_700)
    assert found["main"] == (0, 5_000_700)
    assert place(study, "fill")[0] == "/srv/a;pp.py"
    assert names(study) == ["0x1 (MainThread)", "0x2 (worker)"]
    assert study.model.metrics.name == ["inuse_objects", "inuse_space"]
    assert study.model.metrics.weight.reshape(2, -1)[0].sum() == 58


@pytest.mark.parametrize(
    "line",
    [b"MALLOC,x,1,1,t,f;a.py;1", b"MALLOC,1", b"MALLOC,1,-5,1,t,f;a.py;1", b"MALLOC,1,1,1,t,f"],
)
def test_lines_that_are_no_allocations_are_left_out(line: bytes) -> None:
    study = opened(MemrayCsv, TABLE + line + b"\n")
    assert [(note.kind, note.count) for note in study.report.oddities] == [("bad-rows", 1)]
    assert costs(study)["main"] == (0, 5_000_700)


@pytest.mark.parametrize(
    "head",
    [b"memray\x00\x0d\x00\x00\x00", b"\x04\x22\x4d\x18\x40\x40\xc0]?\x00\x00\xf9\x05memray\x00\r"],
)
def test_a_capture_says_how_to_convert_it_where_memray_is_not_installed(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.import_module

    def without(name: str, *rest: Any) -> Any:
        if name == "memray":
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.setattr(importlib, "import_module", without)
    with Source.from_bytes(head + bytes(100)) as source:
        assert MemrayCapture().sniff(source).certainty > 0.5
        with pytest.raises(UnreadableInput, match="not installed") as raised:
            MemrayCapture().read(source, Progress())
    assert "memray transform csv" in (raised.value.remedy or "")


def test_a_capture_through_memray_itself(tmp_path: Path) -> None:
    memray = pytest.importorskip("memray")
    path = tmp_path / "capture.bin"
    with memray.Tracker(path):
        kept = [bytearray(100_000) for _ in range(50)]
    assert kept
    study = opened(MemrayCapture, path)
    assert sum(own for own, _ in costs(study).values()) >= 5_000_000
