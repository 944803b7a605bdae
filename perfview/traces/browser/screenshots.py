"""Pictures of the page that were recorded with it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.recording.errors import UnreadableInput
from perfview.traces.browser.events import rows_named, said_of, text_of
from perfview.traces.study import Study


@dataclass(frozen=True)
class Screenshot:
    """One picture: the event it comes from, when it was taken, its bytes (JPEG or PNG)."""

    row: int
    time_ns: int
    content: bytes


def screenshot_rows(study: Study) -> NDArray[np.int32]:
    """The events that carry a picture, by time: int32 rows."""
    if not study.model.threads:
        return np.zeros(0, np.int32)
    rows = rows_named(study, "Screenshot")
    return rows[np.argsort(study.model.start_ns[rows], kind="stable")]


def screenshots(study: Study, most: int) -> list[Screenshot]:
    """At most so many pictures, spread evenly; those that cannot be decoded are left out."""
    rows = screenshot_rows(study)
    if len(rows) > most:
        rows = rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]
    try:
        said = said_of(study, rows)
    except UnreadableInput:
        return []
    found = []
    for row, each in zip(rows.tolist(), said, strict=True):
        try:
            content = base64.b64decode(text_of(each, "snapshot"), validate=True)
        except (binascii.Error, ValueError):
            continue
        if content:
            found.append(Screenshot(row, int(study.model.start_ns[row]), content))
    return found
