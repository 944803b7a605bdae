"""Reads what Parcel prints: a file a block, its largest modules under it."""

from __future__ import annotations

import re

from perfview.bundles.model import SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.parcel.analyzer import UNKNOWN
from perfview.bundles.readers.parcel.bundles import folder_of, shown
from perfview.bundles.readers.parcel.pages import add_starting_pages
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

MOST_BYTES = 64 << 20

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FILE = re.compile(r"^(?P<name>[^\s├└│✨].*?) {2,}(?P<size>[\d.,]+ [kKMG]?B)\b")
_MODULE = re.compile(r"^[├└]── (?P<name>.+?) {2,}(?P<size>[\d.,]+ [kKMG]?B)\b")
_MORE = re.compile(r"^[├└]── \+ ([\d,]+) more assets")
_UNITS = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def read_printed(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when it names no file."""
    build, hidden = Assembly("parcel", "Parcel", SHIPPED), 0
    blocks: list[tuple[str, int, list[tuple[str, int]]]] = []
    for line in _lines(source, progress):
        if found := _MODULE.match(line):
            if blocks:
                blocks[-1][2].append((found["name"], _bytes(found["size"])))
        elif found := _MORE.match(line):
            hidden += int(found[1].replace(",", "")[:9] or 0)
        elif found := _FILE.match(line):
            blocks.append((found["name"], _bytes(found["size"]), []))
    if not blocks:
        raise UnreadableInput("No file of a build is named in this text.")
    build.output_folder = folder_of([name for name, _, _ in blocks])
    for name, size, modules in blocks:
        chunk, asset = build.file(shown(build, name), size)
        for path, part in modules:
            if path not in UNKNOWN:
                build.place(build.module(path), chunk, asset, part)
    add_starting_pages(build, source.path)
    model = build.model()
    report = ImportReport(rows=len(model), read_bytes=source.size, total_bytes=source.size)
    report.note("hidden-modules", hidden, "Parcel printed only the largest modules of each file.")
    report.note(
        "no-imports",
        1,
        "The report does not tell which module imports which, nor what loads at start.",
    )
    return model, report


def _lines(source: Source, progress: Progress) -> list[str]:
    text = bytearray()
    for buffer, length, _ in source.blocks():
        progress.check()
        text += buffer[:length].tobytes()
        if len(text) > MOST_BYTES:
            raise UnreadableInput("This text is far longer than what Parcel prints of a build.")
    return _COLOURS.sub("", text.decode("utf-8", "replace")).splitlines()


def _bytes(size: str) -> int:
    number, _, unit = size.replace(",", "").partition(" ")
    try:
        return min(round(float(number) * _UNITS.get(unit, 1)), 1 << 50)
    except (ValueError, OverflowError):
        return -1
