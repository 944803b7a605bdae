"""Values of an export, whatever stands there."""

from __future__ import annotations

import math
from typing import Any


def number(value: Any, otherwise: float = -1.0) -> float:
    """A number, also one written as text; else `otherwise`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return otherwise
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return otherwise
    return found if math.isfinite(found) else otherwise


def whole(value: Any) -> int:
    """A whole number, -1 for anything else."""
    return int(number(value))


def text(value: Any) -> str:
    """A text, "" for anything else."""
    return value if isinstance(value, str) else ""


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, nothing else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def names(value: Any) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
