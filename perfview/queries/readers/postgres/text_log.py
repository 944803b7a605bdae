"""PostgreSQL's log as text, from the file to the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import QueryModel
from perfview.queries.readers.postgres.anchors import holds_lines
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.prefix import Prefix, learn_prefix, prefixes_in
from perfview.queries.readers.postgres.reading import PIECE, read_log
from perfview.queries.readers.postgres.stderr import is_only_tabbed, stderr_entries
from perfview.queries.readers.postgres.wrapped_json import unwrap_json
from perfview.queries.readers.postgres.wrapping import Unwrapped, Wrapping, unwrap, wrapping_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_SAMPLE = 256 << 10
_WRAPPED_PIECE = 128 << 20
_UNLIKE = (
    "Lines in a hundred begin in another way than most: of some of them user, database or session"
    " may be unknown."
)


@dataclass
class _Learned:
    """What the first piece of a log tells of all of it."""

    wrapping: Wrapping | None
    is_json: bool
    prefix: Prefix | None = None
    only_tabbed: bool = False

    def learn(self, content: NDArray[np.uint8], length: int) -> Prefix:
        """The prefix, learned at first."""
        if self.prefix is None:
            sample = _sample(content, length)
            found = prefixes_in(sample)
            self.prefix = learn_prefix(found)
            self.only_tabbed = is_only_tabbed(sample, len(found))
        return self.prefix


def read_text_log(
    source: Source, progress: Progress, piece: int = PIECE
) -> tuple[QueryModel, ImportReport]:
    """The model of a log. Raises `UnreadableInput` when it holds no entry, and `Cancelled`."""
    learned = _Learned(wrapping_of(source.head), holds_lines(source.head))

    def entering(content: NDArray[np.uint8], length: int, first: int) -> LogEntries:
        inside: Unwrapped | None = None
        if learned.is_json:
            inside = unwrap_json(content, length)
        elif learned.wrapping is not None:
            inside = unwrap(content, length, learned.wrapping)
        if inside is None:
            prefix = learned.learn(content, length)
            return stderr_entries(content, length, prefix, learned.only_tabbed, first)
        prefix = learned.learn(inside.content, inside.length)
        found = stderr_entries(inside.content, inside.length, prefix, learned.only_tabbed)
        return replace(found, place=inside.places(found.place) + first)

    is_wrapped = learned.is_json or learned.wrapping is not None
    size = min(piece, _WRAPPED_PIECE) if is_wrapped else piece
    model, report = read_log(source, entering, progress, "PostgreSQL's log", size)
    if learned.prefix is not None:
        report.note("unlike-prefix", round((1 - learned.prefix.matched) * 100), _UNLIKE)
    return model, report


def _sample(content: NDArray[np.uint8], length: int) -> bytes:
    """Lines from the beginning and the middle."""
    if length <= 2 * _SAMPLE:
        return content[:length].tobytes()
    middle = content[length // 2 : length // 2 + _SAMPLE].tobytes()
    return content[:_SAMPLE].tobytes() + b"\n" + middle.partition(b"\n")[2]
