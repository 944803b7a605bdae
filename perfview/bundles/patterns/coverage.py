"""Which bytes of a build's files ran or were used, by a browser's coverage."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.furnished import Covered
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.study import Study


@dataclass(frozen=True)
class Unused:
    """A file under coverage: its row in `Assets`, its length and how much of it was not used, in
    UTF-16 units, and the stretches that were not, (start, stop) in order, int64 (n, 2)."""

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
    found: dict[int, Unused] = {}
    for covered in study.furnished.coverage:
        asset = _asset(covered, by_name)
        if asset < 0:
            continue
        unused = _unused(study, asset, covered)
        # The same file of several visits: what no visit used.
        if asset not in found or unused.unused < found[asset].unused:
            found[asset] = unused
    return sorted(found.values(), key=lambda each: -each.unused)


def _asset(covered: Covered, by_name: dict[str, int]) -> int:
    """The file of an address: the one whose path the address ends in, -1 for none."""
    path = unquote(urlsplit(covered.url).path).lstrip("/")
    while path:
        if path in by_name:
            return by_name[path]
        path = path.partition("/")[2]
    return -1


def _unused(study: Study, asset: int, covered: Covered) -> Unused:
    length = len(covered.text.encode("utf-16-le")) // 2 if covered.text else 0
    length = length or max(int(file_sizes(study)[asset]), 0)
    gaps, end = [], 0
    for start, stop in covered.ranges:
        if start > end:
            gaps.append((end, min(start, length)))
        end = max(end, stop)
    if end < length:
        gaps.append((end, length))
    stretches = np.array(gaps, np.int64).reshape(-1, 2)
    unused = int(np.maximum(stretches[:, 1] - stretches[:, 0], 0).sum())
    return Unused(asset, length, unused, stretches)


def unused_by_module(study: Study, found: Unused) -> dict[int, int]:
    """Unused units by module, the most first, where the file says what stands where. Offsets of
    coverage are units, those of stretches bytes; they are the same in files of plain ASCII, which
    minifiers write by default."""
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
