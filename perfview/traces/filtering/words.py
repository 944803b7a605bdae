"""Finding spans by words written in them: names, services, statements, addresses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.picking import pick
from perfview.recording.strings import StringTable
from perfview.traces.model import TraceModel

WORD_COLUMNS = (
    "name",
    "service",
    "db_statement",
    "db_system",
    "http_method",
    "url",
    "peer",
    "code",
)


def texts_with(strings: StringTable, wanted: str) -> NDArray[np.bool_]:
    """Which texts contain `wanted`, case ignored; bool by text."""
    found = np.zeros(len(strings), np.bool_)
    if not wanted or not len(strings):
        return found
    if wanted.isascii():
        at = np.array(_places(strings.arena.tobytes().lower(), wanted.lower().encode()), np.int64)
        text = np.searchsorted(strings.offsets, at, "right") - 1
        whole = at + len(wanted.encode()) <= strings.offsets[text + 1]
        found[text[whole]] = True
        return found
    folded = wanted.casefold()
    for index, text_ in enumerate(strings):
        found[index] = folded in text_.casefold()
    return found


def _places(content: bytes, wanted: bytes) -> list[int]:
    """Where `wanted` begins. Ten times quicker than a regular expression that ignores case, and,
    unlike that, no single call that keeps other threads waiting."""
    places: list[int] = []
    at = content.find(wanted)
    while at >= 0:
        places.append(at)
        at = content.find(wanted, at + 1)
    return places


def spans_with(model: TraceModel, wanted: str) -> NDArray[np.bool_]:
    """Which spans have a text containing `wanted` in one of their columns; bool by span."""
    texts = np.append(texts_with(model.strings, wanted), False)
    found = np.zeros(len(model), np.bool_)
    if texts.any():
        for column in WORD_COLUMNS:
            found |= pick(texts, getattr(model, column))
    return found
