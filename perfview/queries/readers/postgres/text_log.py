"""PostgreSQL's log as text, from the file to the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import QueryModel
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.prefix import Prefix, learn_prefix, prefixes_in
from perfview.queries.readers.postgres.reading import PIECE, read_log
from perfview.queries.readers.postgres.stderr import is_only_tabbed, stderr_entries
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_SAMPLE = 256 << 10
_UNLIKE = "Lines begin in another way than most: of some of them user, database or session may be"
" unknown."


def read_text_log(
    source: Source, progress: Progress, piece: int = PIECE
) -> tuple[QueryModel, ImportReport]:
    """The model of a log. Raises `UnreadableInput` when it holds no entry, and `Cancelled`."""
    learned: list[tuple[Prefix, bool]] = []

    def entering(content: NDArray[np.uint8], length: int, first: int) -> LogEntries:
        if not learned:
            sample = _sample(content, length)
            found = prefixes_in(sample)
            learned.append((learn_prefix(found), is_only_tabbed(sample, len(found))))
        return stderr_entries(content, length, *learned[0], first)

    model, report = read_log(source, entering, progress, "PostgreSQL's log", piece)
    prefix = learned[0][0]
    report.note("unlike-prefix", round((1 - prefix.matched) * 100), _UNLIKE)
    return model, report


def _sample(content: NDArray[np.uint8], length: int) -> bytes:
    """Lines from the beginning and the middle."""
    if length <= 2 * _SAMPLE:
        return content[:length].tobytes()
    middle = content[length // 2 : length // 2 + _SAMPLE].tobytes()
    return content[:_SAMPLE].tobytes() + b"\n" + middle.partition(b"\n")[2]
