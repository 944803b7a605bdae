"""The source map of a built file: written into it, named by it, or beside it."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote, unquote_to_bytes

from perfview.bundles.built.files import MOST_BYTES, BuiltFile
from perfview.recording.source_maps.reading import read_map
from perfview.recording.source_maps.source_map import SourceMap

_COMMENT = re.compile(
    rb"[@#]\s*sourceMappingURL=([^\s'\"`]+)\s*(?:\*/)?\s*\Z",
)
"""The last comment of a script or style sheet (ECMA-426, "Linking generated code")."""


def map_of(file: BuiltFile, code: bytes) -> SourceMap | None:
    """A file's map, None for none. Raises `UnreadableInput` for one that cannot be read."""
    data = _named(file, code)
    if data is None:
        data = file.neighbour(f"{file.path.name}.map")
    return read_map(data) if data is not None else None


def _named(file: BuiltFile, code: bytes) -> bytes | None:
    """The map that the code's last comment names; never one at an address."""
    place = code.rfind(b"sourceMappingURL=")
    found = _COMMENT.search(code, max(0, place - 8)) if place >= 0 else None
    if found is None:
        return None
    if found[1].startswith(b"data:"):
        return _inline(found[1])
    url = found[1].decode("utf-8", "replace").partition("?")[0]
    if "://" in url or url.startswith("//"):
        url = url.rpartition("/")[2]
    return file.neighbour(unquote(url)) or file.neighbour(unquote(url).rpartition("/")[2])


def _inline(url: bytes) -> bytes | None:
    """The bytes of a data: address; None when they are no data."""
    head, comma, body = url.partition(b",")
    if not comma or len(body) > MOST_BYTES:
        return None
    try:
        if head.endswith(b";base64"):
            return base64.b64decode(unquote_to_bytes(body), validate=True)
        return unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
