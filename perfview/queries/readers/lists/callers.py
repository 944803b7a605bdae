"""Where in the code a query was asked, as lists write it, as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.recording.strings import StringTable

_FILE = ("file", "filename", "path", "fileName")
_LINE = ("line", "lineno", "lineNumber")
_NOTHING = (b"null", b"None", b"undefined", b"nil")
_FUNCTION = ("function", "method", "name", "methodName", "label")


def stack_text(ids: NDArray[np.int32], texts: StringTable) -> tuple[NDArray[np.int32], StringTable]:
    """Stacks as they stand in JSON (a text's content, or a list) with a frame a line: int32 new ids
    into the longer table of texts."""
    distinct = np.unique(ids[ids >= 0])
    told: dict[str, int] = {}
    new = np.full(len(texts) + 1, -1, np.int32)
    for each in distinct.tolist():
        plain = frames(texts.raw(each))
        if plain:
            new[each] = len(texts) + told.setdefault(plain, len(told))
    return new[ids], texts.followed_by(told)


def frames(raw: bytes) -> str:
    """One stack, a frame a line, "" for none."""
    if raw in _NOTHING:
        return ""
    if raw[:1] in (b"[", b"{"):
        try:
            return as_lines(orjson.loads(raw))
        except orjson.JSONDecodeError:
            pass
    try:
        return str(orjson.loads(b'"' + raw + b'"')).strip()
    except orjson.JSONDecodeError:
        return raw.decode("utf-8", "replace").strip()


def as_lines(value: Any) -> str:
    """A stack of any shape: a text, a list of texts, or of objects with file, line, function."""
    if isinstance(value, list):
        return "\n".join(line for each in value if (line := as_lines(each)))
    if not isinstance(value, dict):
        return "" if value is None else str(value).strip()
    for key in ("frames", "stack", "stacktrace"):
        if isinstance(value.get(key), list):
            return as_lines(value[key])
    file, line, function = (_first(value, names) for names in (_FILE, _LINE, _FUNCTION))
    place = f"{file}:{line}" if file and line else file
    return f"{function} ({place})" if function and place else function or place


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(value[name]) for name in names if value.get(name) is not None), "")
