"""JSON files near a build, read with bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

MOST_BYTES = 256 << 20
"""Longer files are not read."""


Reading = Callable[[Path, int], bytes | None]
"""Reads a file of at most so many bytes, on the disk or in an archive; None where it cannot."""


def bytes_in(path: Path, most: int = MOST_BYTES) -> bytes | None:
    """The bytes of a regular file; None for one that is missing, too long or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def json_in(path: Path, most: int = MOST_BYTES, read: Reading = bytes_in) -> Any:
    """What a JSON file holds; None for one that is missing, too long or no JSON."""
    data = read(path, most)
    if data is None:
        return None
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return None


def texts_of(value: Any) -> dict[str, str]:
    """The members of an object that are texts; none of anything else."""
    if not isinstance(value, dict):
        return {}
    return {str(k): v for k, v in value.items() if isinstance(v, str)}
