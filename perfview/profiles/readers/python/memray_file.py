"""memray's captures through memray's own library, an optional extra (`pip install memray`)."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.python.memray_rows import MemrayRows
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_CONVERT = (
    "Run “memray transform csv FILE” where memray is installed, and open the table it writes."
)


def read_capture(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of the peak. Raises `UnreadableInput` without memray, or where it refuses."""
    try:
        memray: Any = importlib.import_module("memray")
    except ImportError as error:
        raise UnreadableInput(
            "memray’s captures are read by memray, which is not installed here", remedy=_CONVERT
        ) from error
    rows = MemrayRows()
    progress.report("Reading allocations")
    try:
        with _on_disk(source) as path, memray.FileReader(path) as reader:
            records = reader.get_high_watermark_allocation_records(merge_threads=False)
            for done, record in enumerate(records):
                stack = record.stack_trace()
                thread = (int(record.tid), str(record.thread_name))
                rows.add(thread, stack, int(record.n_allocations), int(record.size))
                if not done % 1024:
                    progress.report(rows=done)
    except (OSError, ValueError, RuntimeError) as error:
        raise UnreadableInput(
            f"memray cannot read this capture: {error}", remedy=_CONVERT
        ) from error
    model = rows.finish()
    report = ImportReport(rows=len(model), read_bytes=source.size, total_bytes=source.size)
    return model, report


@contextmanager
def _on_disk(source: Source) -> Iterator[Path]:
    """The capture as a file of its own: memray opens paths only, and this one may be packed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "capture.bin"
        with path.open("wb") as file:
            for buffer, length, _ in source.blocks():
                file.write(buffer[:length].tobytes())
        yield path
