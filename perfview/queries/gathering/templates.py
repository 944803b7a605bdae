"""Texts without literals become statements: those with one fingerprint are one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.kernels.literal_groups import shown
from perfview.queries.model import DIALECTS
from perfview.queries.sql.fingerprints import fingerprint_of, token_fingerprint
from perfview.queries.sql.kinds import kind_of
from perfview.queries.sql.parsing import LONGEST_PARSED
from perfview.recording.progress import Progress

if TYPE_CHECKING:
    from perfview.queries.gathering.calls import Written

MOST_PARSED = 5_000
"""Distinct texts up to which each is parsed for its fingerprint; of more, only tokens are."""
MOST_BYTES_PARSED = 4 << 20
"""The same of all such texts together: a few seconds."""
LONGEST_READ = 1 << 13
"""Bytes up to which a statement is parsed as it was run; of longer ones what is left without
literals is."""


class Templates(NamedTuple):
    """statement int32 by distinct text; then of each of t statements its text, fingerprint, kind
    and dialect."""

    statement: NDArray[np.int32]
    text: list[str]
    fingerprint: list[int]
    kind: list[int]
    dialect: list[int]


def templates_of(
    written: Written,
    ids: NDArray[np.int32],
    dialects: NDArray[np.uint8],
    texts: list[bytes],
    hint: NDArray[np.uint64] | None,
    progress: Progress,
) -> Templates:
    """The statements that the distinct `texts` (numbered by `ids` int32 (n)) stand for."""
    first = first_rows(ids, len(texts))
    alike = _by_hint(ids, hint, len(texts))
    rows: dict[int, int] = {}
    # What is too long to be parsed takes no time of the parser's.
    whole = sum(len(each) for each in texts if len(each) <= LONGEST_PARSED)
    is_much = len(texts) > MOST_PARSED or whole > MOST_BYTES_PARSED
    made = Templates(np.zeros(len(texts), np.int32), [], [], [], [])
    for each, text in enumerate(texts):
        if each % 64 == 0:
            progress.report("Telling statements apart", fraction=each / len(texts))
        if alike[each] != each:
            made.statement[each] = made.statement[alike[each]]
            continue
        row = int(first[each])
        dialect = int(dialects[row if len(dialects) > 1 else 0])
        told = shown(text).decode("utf-8", "replace")
        if is_much:
            number = token_fingerprint(told)
        else:
            number = fingerprint_of(_read(written, row, told), told, DIALECTS[dialect])
        if number not in rows:
            rows[number] = len(made.text)
            made.text.append(told)
            made.fingerprint.append(number)
            made.kind.append(kind_of(told))
            made.dialect.append(dialect)
        made.statement[each] = rows[number]
    return made


def first_rows(ids: NDArray[np.int32], size: int) -> NDArray[np.int64]:
    """int64 (size): the first row of each id."""
    first = np.zeros(size, np.int64)
    told = np.flatnonzero(ids >= 0)[::-1]
    first[ids[told]] = told
    return first


def _by_hint(
    ids: NDArray[np.int32], hint: NDArray[np.uint64] | None, size: int
) -> NDArray[np.int64]:
    """int64 (size): an earlier text that the server's own ids tell to be the same, or itself."""
    alike = np.arange(size, dtype=np.int64)
    if hint is None or not np.any(hint):
        return alike
    told = np.flatnonzero((hint != 0) & (ids >= 0))
    number, _ = number_wide(hint[told], np.zeros(len(told), np.uint64))
    least = np.full(int(number.max(initial=-1)) + 1, size, np.int64)
    np.minimum.at(least, number, ids[told])
    np.minimum.at(alike, ids[told], least[number])
    return alike


def _read(written: Written, row: int, told: str) -> str:
    """What is parsed for a text: the statement as it was run, or what is left of a long one."""
    begin, stop = int(written.start[row]), int(written.stop[row])
    if stop - begin > LONGEST_READ:
        return told
    return written.content[begin:stop].tobytes().decode("utf-8", "replace")
