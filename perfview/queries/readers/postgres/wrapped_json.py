"""Lines of a log as the texts of JSON objects: Docker's json-file, Cloud Logging, Supabase."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.flat_objects import flat_objects
from perfview.queries.readers.postgres.anchors import TEXT_NAMES
from perfview.queries.readers.postgres.wrapping import Unwrapped, joined

_TIME = re.compile(rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?")


def unwrap_json(content: NDArray[np.uint8], length: int) -> Unwrapped:
    """The lines in the objects of content[:length] (changed in place), the oldest first. Texts that
    end without a line's end go on in the next."""
    names = {name.encode(): 0 for name in TEXT_NAMES}
    spans, place, _ = flat_objects(content, length, names, 1)
    entries: list[bytes] = []
    outer: list[int] = []
    by_lines = _end_in_lines(content, spans)
    goes_on = False
    for at, (start, stop) in zip(place.tolist(), spans[:, 0].tolist(), strict=True):
        if start < 0:
            continue
        text = content[start:stop].tobytes()
        if goes_on and by_lines:
            entries[-1] += text.rstrip(b"\r\n")
        else:
            entries.append(text.rstrip(b"\r\n"))
            outer.append(at)
        goes_on = text[-1:] != b"\n"
    if _is_newest_first(entries):
        entries.reverse()
        outer.reverse()
    return joined(entries, np.array(outer, np.int64))


def _end_in_lines(content: NDArray[np.uint8], spans: NDArray[np.int32]) -> bool:
    """Whether most texts end with the end of a line."""
    stop = spans[spans[:, 0, 0] >= 0, 0, 1]
    return bool(len(stop)) and 2 * int((content[stop - 1] == ord("\n")).sum()) > len(stop)


def _is_newest_first(entries: list[bytes]) -> bool:
    some = entries[:: max(1, len(entries) // 200)]
    times = [found[0] for each in some if (found := _TIME.search(each[:200]))]
    falls = sum(b < a for a, b in pairwise(times))
    rises = sum(b > a for a, b in pairwise(times))
    return falls > rises
