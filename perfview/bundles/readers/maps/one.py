"""Reads a source map by itself, with the built file beside it where there is one."""

from __future__ import annotations

from pathlib import Path

from perfview.bundles.model import SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.maps.placing import place_sources
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.source_maps.reading import MOST_BYTES, read_map
from perfview.recording.transcoding import as_utf8


def read_one(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The file. Raises `UnreadableInput` when the map cannot be decoded or has no source."""
    content = as_utf8(source)
    found = read_map(_whole(content, progress).removeprefix(b"\xef\xbb\xbf"))
    name = source.path.name
    while name.endswith((".gz", ".zst", ".zip")):
        name = name.rpartition(".")[0]
    name = name.removesuffix(".map") or "script.js"
    code = code_beside(source.path, name)
    build = Assembly("", "source map", SHIPPED)
    nameless = place_sources(build, found, name, code)
    if not build.module_row:
        raise UnreadableInput(
            "This source map names no source.",
            remedy="Build with source maps that list the sources.",
        )
    build.entry(name, [build.chunk(name, is_entry=True)])  # the one file there is
    model = build.model()
    report = ImportReport(rows=len(model), read_bytes=source.size, total_bytes=source.size)
    report.note("nameless-source", nameless, "Sources without a name are left out.")
    report.note(
        "no-built-file",
        int(code is None),
        f"{name} does not stand beside its map: sizes are counted in characters between the places"
        " the map names, and without what follows the last one of a line.",
    )
    report.note("no-imports", 1, "A source map does not tell which module imports which.")
    return model, report


def code_beside(map_path: Path, name: str) -> bytes | None:
    """The built file of that name in the map's folder, None when it is not there."""
    path = map_path.parent / Path(name).name
    try:
        if path == map_path or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _whole(source: Source, progress: Progress) -> bytes:
    data = bytearray()
    for buffer, length, _ in source.blocks():
        progress.report("Reading the source map", bytes_done=len(data), bytes_total=source.size)
        data += buffer[:length].tobytes()
        if len(data) > MOST_BYTES:
            raise UnreadableInput(f"This source map is longer than {MOST_BYTES >> 20} MiB.")
    return bytes(data)
