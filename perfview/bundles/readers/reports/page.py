"""Cuts the data out of an HTML report and gives them to the reader of the same as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from perfview.bundles.model import BundleModel
from perfview.bundles.readers.parcel.analyzer import read_parcel_analyzer
from perfview.bundles.readers.reports.analyzer import read_analyzer as read_webpack_analyzer
from perfview.bundles.readers.rollup.analyzer import read_analyzer as read_vite_analyzer
from perfview.bundles.readers.rollup.visualizer import read_visualizer
from perfview.bundles.readers.sonda.older import read_older_sonda
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

MOST_BYTES = 512 << 20
"""Longer pages are not read."""

_Read = Callable[[Source, Progress], tuple[BundleModel, ImportReport]]


def _sonda(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """Sonda before 0.8 writes its JSON with every special byte as ``%xx``, up to a backquote."""
    with Source.from_bytes(unquote_to_bytes(_whole(source).partition(b"`")[0])) as data:
        return read_older_sonda(data, progress)


_MARKS: tuple[tuple[re.Pattern[bytes], _Read], ...] = (
    (re.compile(rb'const data\s*=\s*(?=\{\s*"version")'), read_visualizer),
    (re.compile(rb"window\.chartData\s*=\s*(?=\[)"), read_webpack_analyzer),
    (re.compile(rb"\banalyzeModule\s*=\s*(?=\[\s*\{)"), read_vite_analyzer),
    (re.compile(rb"SONDA_JSON_REPORT\s*=\s*JSON\.parse\(\s*decodeURIComponent\(\s*`"), _sonda),
    (re.compile(rb'<script[^>]*\bid="bundle-data"[^>]*>\s*(?=\{)'), read_parcel_analyzer),
)
"""What the tools write before their data."""


def read_page(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when the page holds no data of it."""
    page = _whole(source)
    for mark, read in _MARKS:
        found = mark.search(page)
        if found:
            data = json_at(page, found.end())
            return read(Source.from_bytes(data, str(source.path)), progress)
    raise UnreadableInput(
        "This page of a bundle report holds no data, or breaks off before them.",
        remedy="Open the JSON that the same tool writes.",
    )


def _whole(source: Source) -> bytes:
    page = bytearray()
    for buffer, length, _ in source.blocks():
        page += buffer[:length].tobytes()
        if len(page) > MOST_BYTES:
            raise UnreadableInput(f"This page is longer than {MOST_BYTES >> 20} MiB.")
    return bytes(page)


def json_at(page: bytes, start: int) -> bytes:
    """The JSON value that begins at `start`; to the end of the page where it does not end.

    Scripts write it in one line, which is tried first.
    """
    line = page[start : _or_end(page.find(b"\n", start), page)].rstrip(b"; \r\t")
    if line.endswith((b"}", b"]")):
        return line
    text = page[start:].decode("utf-8", "replace")
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return page[start:]
    return json.dumps(value).encode()


def _or_end(at: int, page: bytes) -> int:
    return at if at >= 0 else len(page)
