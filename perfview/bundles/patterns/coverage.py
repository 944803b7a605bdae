"""Which bytes of a build's files ran or were used, by a browser's coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.furnished import Covered
from perfview.bundles.furnishing.coverage import united
from perfview.bundles.furnishing.text_units import byte_offsets
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.study import Study
from perfview.recording.errors import UnreadableInput


@dataclass(frozen=True)
class Unused:
    """A file under coverage: its row in `Assets`, its length and how much of it was not used, and
    the stretches that were not, (start, stop) in order, int64 (n, 2). In bytes; in UTF-16 units
    where the file itself is not at hand."""

    asset: int
    length: int
    unused: int
    stretches: NDArray[np.int64]

    @property
    def share(self) -> float:
        """The part that was not used."""
        return self.unused / self.length if self.length else 0.0


def unused_of(study: Study, kind: int) -> list[Unused]:
    """Files of a kind that coverage was given for, those with most unused first."""
    by_name: dict[str, int] = {}
    model = study.model
    for asset in np.flatnonzero(model.assets.kind == kind).tolist():
        by_name[model.strings[model.assets.name[asset]]] = asset
    visits: dict[int, list[Covered]] = {}
    for covered in study.furnished.coverage:
        asset = _asset(covered, by_name)
        if asset >= 0:
            visits.setdefault(asset, []).append(covered)
    found = [_unused(study, asset, of_file) for asset, of_file in visits.items()]
    told = [each for each in found if each is not None]
    return sorted(told, key=lambda each: -each.unused)


def _asset(covered: Covered, by_name: dict[str, int]) -> int:
    """The file of an address: the one whose path the address ends in, -1 for none."""
    path = unquote(urlsplit(covered.url).path).lstrip("/")
    while path:
        if path in by_name:
            return by_name[path]
        path = path.partition("/")[2]
    return -1


def _unused(study: Study, asset: int, visits: Sequence[Covered]) -> Unused | None:
    """What no visit used; None where all of them saw other code than this build's."""
    code = _code(study, asset)
    if code is not None:
        visits = [each for each in visits if _is_of(each, code)]
    if not visits:
        return None
    ranges = united([pair for each in visits for pair in each.ranges])
    used = np.array(ranges, np.int64).reshape(-1)
    if code is not None:
        used, length = byte_offsets(code, used), len(code)
    else:
        length = max(len(each.text.encode("utf-16-le", "replace")) // 2 for each in visits)
        length = length or max(int(file_sizes(study)[asset]), 0)
        used = np.minimum(used, length)
    gaps = np.concatenate([[0], used, [length]]).reshape(-1, 2)
    gaps = gaps[gaps[:, 1] > gaps[:, 0]]
    return Unused(asset, length, int((gaps[:, 1] - gaps[:, 0]).sum()), gaps)


def _code(study: Study, asset: int) -> bytes | None:
    try:
        return study.built.by_asset[asset].code() if asset in study.built.by_asset else None
    except UnreadableInput:
        return None


def _is_of(covered: Covered, code: bytes) -> bool:
    """Whether coverage can be of this code: by its text where that is carried, else by length."""
    if covered.text:
        return covered.text.encode("utf-8", "replace") == code
    return not covered.ranges or covered.ranges[-1][1] <= len(code)


def unused_by_module(study: Study, found: Unused) -> dict[int, int]:
    """Unused bytes by module, the most first, where the file says what stands where."""
    told = stretches_of(study, found.asset)
    if told is None or not len(told):
        return {}
    before = np.zeros(found.length + 1, np.int64)
    for start, stop in found.stretches.tolist():
        before[start:stop] = 1
    before = np.concatenate(([0], np.cumsum(before[:-1])))
    start = np.minimum(told.start, found.length)
    stop = np.minimum(told.stop, found.length)
    taken = before[stop] - before[start]
    modules, back = np.unique(told.module, return_inverse=True)
    sums = np.bincount(back, taken, len(modules)).astype(np.int64)
    order = np.argsort(-sums, kind="stable")
    pairs = ((int(modules[i]), int(sums[i])) for i in order)
    return {module: unused for module, unused in pairs if module >= 0 and unused > 0}
