"""A dataclass of columns taken apart into named arrays and put together again.

Works on any frozen dataclass whose fields are arrays, texts, plain numbers or further such
dataclasses, so that a new pillar's model can be cached without a line of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable

_TEXTS = (StringTable, list[str])
_SCALARS = (bool, int, float, str)


class WrongLayoutError(Exception):
    """Columns that do not fit the dataclass they are meant for."""


@dataclass
class Parts:
    """What a dataclass was taken apart into; keys are dotted paths (``attributes.first``)."""

    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    scalars: dict[str, Any] = field(default_factory=dict)


def take_apart(value: Any, prefix: str = "") -> Parts:
    """The arrays and plain numbers of a dataclass. Raises WrongLayoutError for other fields."""
    parts = Parts()
    for name, kind in _hints(type(value)).items():
        _take(getattr(value, name), kind, prefix + name, parts)
    return parts


def put_together(kind: type[Any], parts: Parts, prefix: str = "") -> Any:
    """The dataclass again. Raises WrongLayoutError for a missing part or another dtype."""
    values = {}
    for name, hint in _hints(kind).items():
        values[name] = _put(hint, prefix + name, parts)
    return kind(**values)


def digest(kind: type[Any]) -> str:
    """A short text that changes whenever the dataclass's columns do."""
    text = ";".join(f"{path}:{form}" for path, form in _forms(kind, ""))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _hints(kind: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _dtype(hint: Any) -> np.dtype[Any] | None:
    """The dtype of an ``NDArray[...]`` hint, None for any other hint."""
    if get_origin(hint) is not np.ndarray:
        return None
    dtype: np.dtype[Any] = np.dtype(get_args(get_args(hint)[1])[0])
    return dtype


def _forms(kind: type[Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, hint in _hints(kind).items():
        dtype = _dtype(hint)
        if dtype is not None:
            yield prefix + name, dtype.str
        elif is_dataclass(hint) and isinstance(hint, type):
            yield from _forms(hint, f"{prefix}{name}.")
        else:
            yield prefix + name, getattr(hint, "__name__", str(hint))


def _take(value: Any, hint: Any, path: str, parts: Parts) -> None:
    if _dtype(hint) is not None:
        parts.arrays[path] = np.ascontiguousarray(value, _dtype(hint))
    elif hint in _TEXTS:
        table = value if hint is StringTable else StringTable.of(value)
        parts.arrays[f"{path}.arena"] = table.arena
        parts.arrays[f"{path}.offsets"] = table.offsets
    elif hint in _SCALARS:
        parts.scalars[path] = hint(value)
    elif is_dataclass(value):
        inner = take_apart(value, f"{path}.")
        parts.arrays |= inner.arrays
        parts.scalars |= inner.scalars
    else:
        raise WrongLayoutError(f"{path}: {hint} cannot be kept as columns")


def _put(hint: Any, path: str, parts: Parts) -> Any:
    dtype = _dtype(hint)
    if dtype is not None:
        return _array(parts, path, dtype)
    if hint in _TEXTS:
        arena = _array(parts, f"{path}.arena", np.dtype(np.uint8))
        table = _texts(arena, _array(parts, f"{path}.offsets", np.dtype(np.int64)))
        return table if hint is StringTable else list(table)
    if hint in _SCALARS:
        if type(parts.scalars.get(path)) is not hint:
            raise WrongLayoutError(f"{path} is missing or not {hint.__name__}")
        return parts.scalars[path]
    if is_dataclass(hint) and isinstance(hint, type):
        return put_together(hint, parts, f"{path}.")
    raise WrongLayoutError(f"{path}: {hint} cannot be kept as columns")


def _array(parts: Parts, path: str, dtype: np.dtype[Any]) -> NDArray[Any]:
    found = parts.arrays.get(path)
    if found is None or found.dtype != dtype:
        raise WrongLayoutError(f"{path} is missing or not {dtype}")
    return found


def _texts(arena: NDArray[np.uint8], offsets: NDArray[np.int64]) -> StringTable:
    """A string table none of whose texts reaches outside its arena."""
    if len(offsets) == 0 or int(offsets[0]) != 0 or int(offsets[-1]) > len(arena):
        raise WrongLayoutError("texts reach outside their arena")
    if not bool((offsets[1:] >= offsets[:-1]).all()):
        raise WrongLayoutError("texts overlap")
    return StringTable(arena, offsets)
