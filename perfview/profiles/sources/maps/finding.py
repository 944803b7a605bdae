"""Which source map belongs to a file that ran: named in it, written into it, or beside it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from perfview.profiles.sources.places import Places, contents_of, recorded_path
from perfview.recording.source_maps import reading

MOST_CODE = 64 << 20
"""Longer code is not read for what it says of its map."""

SCRIPTS = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ""})
"""What may have a map; scripts of servers often have no suffix."""

_COMMENT = re.compile(rb"[@#]\s*sourceMappingURL=([^\s'\"`]+)\s*(?:\*/)?\s*$", re.MULTILINE)
_INLINE = "data:"


class FoundMap:
    """A map's bytes, where it is (its name, or that of the script it is written into), and the
    bytes of the code that ran, None where that is not at hand."""

    def __init__(self, data: bytes, name: str, code: bytes | None) -> None:
        self.data, self.name, self.code = data, name, code


def find_map(file: str, places: Places) -> FoundMap | None:
    """The map of a recorded script, None when there is none to be had."""
    path = recorded_path(file) if places.may_hold(file) else None
    if path is None or path.suffix.lower() not in SCRIPTS or not path.name:
        return None
    for script in dict.fromkeys(places.of(file)) if path.suffix else ():
        code = contents_of(script, MOST_CODE)
        if code is None:
            continue
        found = _named_in(code, script) or _beside(script, code)
        if found is not None:
            return found
    # The map alone may have been put beside the profile.
    for place in dict.fromkeys(places.of(f"{file}.map")):
        data = contents_of(place, reading.MOST_BYTES)
        if data is not None:
            return FoundMap(data, str(place), None)
    return None


def _named_in(code: bytes, script: Path) -> FoundMap | None:
    """The map a script's last comment names: in it, or a file near it, never an address."""
    place = code.rfind(b"sourceMappingURL=")
    if place < 0:
        return None
    named = _COMMENT.search(code, max(0, place - 8))
    if named is None:
        return None
    url = named[1].decode("utf-8", "replace")
    if url.startswith(_INLINE):
        data = _inline(url)
        return FoundMap(data, script.name, code) if data is not None else None
    if "://" in url or url.startswith(("//", "\\\\")) or "\0" in url:
        return None
    for near in _near(script, unquote(url.partition("?")[0])):
        data = contents_of(near, reading.MOST_BYTES)
        if data is not None:
            return FoundMap(data, str(near), code)
    return None


def _near(script: Path, url: str) -> Iterator[Path]:
    if not url.startswith("/"):
        yield script.parent / url
    yield script.parent / Path(url).name


def _beside(script: Path, code: bytes) -> FoundMap | None:
    place = script.with_name(f"{script.name}.map")
    data = contents_of(place, reading.MOST_BYTES)
    return FoundMap(data, str(place), code) if data is not None else None


def _inline(url: str) -> bytes | None:
    """The bytes of a data: address; None when they are no data."""
    head, comma, body = url.partition(",")
    if not comma or len(body) > reading.MOST_BYTES:
        return None
    try:
        if head.endswith(";base64"):
            return base64.b64decode(unquote(body), validate=True)
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
