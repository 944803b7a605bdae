"""Entries of PostgreSQL's log as plain text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.prefixed_lines import Beginning, prefixed_lines
from perfview.queries.readers.postgres import columns as c
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.prefix import Prefix
from perfview.queries.readers.postgres.words import FIRST_MORE, MORE_COLUMNS, severity_words


def stderr_entries(
    content: NDArray[np.uint8], length: int, prefix: Prefix, only_tabbed: bool, first: int = 0
) -> LogEntries:
    """The entries of content[:length] (uint8, padded), whose byte 0 is byte `first` of the file.
    `only_tabbed`: entries go on in lines that begin with a tab, and in no others."""
    owner = c.SESSION if c.PROCESS not in prefix.columns else c.PROCESS
    beginning = Beginning(
        prefix.literal,
        prefix.steps,
        severity_words(),
        FIRST_MORE,
        MORE_COLUMNS,
        c.MESSAGE,
        owner if owner in prefix.columns else -1,
        only_tabbed,
    )
    found = prefixed_lines(content, length, beginning, len(c.COLUMNS))
    place = found.place.astype(np.int64) + first
    return LogEntries(content, found.spans, found.meaning, place, found.strange)


def is_only_tabbed(text: bytes, prefixed: int) -> bool:
    """Whether lines that begin no entry nearly all begin with a tab, in a text with so many
    entries."""
    lines = text.split(b"\n")
    tabbed = sum(line.startswith(b"\t") for line in lines)
    others = len(lines) - tabbed - prefixed
    return tabbed > 0 and tabbed >= 9 * max(0, others - 1)
