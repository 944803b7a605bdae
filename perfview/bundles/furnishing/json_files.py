"""JSON files near a build, read with bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

MOST_BYTES = 256 << 20
"""Longer files are not read."""


def json_in(path: Path, most: int = MOST_BYTES) -> Any:
    """What a JSON file holds; None for one that is missing, too long or no JSON."""
    data = bytes_in(path, most)
    if data is None:
        return None
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return None


def bytes_in(path: Path, most: int = MOST_BYTES) -> bytes | None:
    """The bytes of a regular file; None for one that is missing, too long or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def texts_of(value: Any) -> dict[str, str]:
    """The members of an object that are texts; none of anything else."""
    if not isinstance(value, dict):
        return {}
    return {str(k): v for k, v in value.items() if isinstance(v, str)}
