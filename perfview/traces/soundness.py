"""Whether a model's indices stay within their tables: asked of columns that come from disk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.model import TEXT_SOURCES, TraceModel, column_names


def is_sound(model: TraceModel) -> bool:
    """True when every index may be followed: texts, resources, attribute keys and their rows."""
    n, texts = len(model), len(model.strings)
    attributes = model.attributes
    return (
        all(len(getattr(model, name)) == n for name in column_names())
        and all(_within(getattr(model, name), texts) for name in ("name", "service", *TEXT_SOURCES))
        and _within(model.resource, len(model.resource_reference))
        and len(attributes.first) == n + 1
        and len(attributes.key) == len(attributes.reference)
        and _within(attributes.key, len(attributes.keys))
        and _divides(attributes.first, len(attributes.key))
    )


def _within(index: NDArray[np.int32], count: int) -> bool:
    """Whether indices (-1 for none) are below `count`."""
    return len(index) == 0 or (int(index.min()) >= -1 and int(index.max()) < count)


def _divides(first: NDArray[np.int64], count: int) -> bool:
    """Whether `first` cuts 0..count into consecutive, non-negative pieces."""
    return int(first[0]) == 0 and int(first[-1]) == count and bool((first[1:] >= first[:-1]).all())
