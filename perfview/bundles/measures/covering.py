"""How much of each file and module was used, by the coverage of a browser that was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.furnished import Covered
from perfview.bundles.furnishing.coverage import united
from perfview.bundles.model import SCRIPT, STYLE_SHEET
from perfview.recording.errors import UnreadableInput

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Covering:
    """used int64 (a): bytes of each file that were used, -1 where no coverage tells.
    known_of_module, unused_of_module int64 (m): bytes of each module in files of which coverage and
    a source map tell, and how many of them were not used."""

    used: NDArray[np.int64]
    known_of_module: NDArray[np.int64]
    unused_of_module: NDArray[np.int64]


def covering(study: Study) -> Covering:
    """What was used. Coverage of files that are not of this build is told in the report."""
    return study.once("bundles.covering", lambda: _covering(study))


def _covering(study: Study) -> Covering:
    m = len(study.model.modules)
    used = np.full(len(study.model.assets), -1, np.int64)
    known, unused, strange = np.zeros(m), np.zeros(m), []
    for asset, entries in _by_asset(study).items():
        code = _code(study, asset)
        fitting = [each for each in entries if _fits(each, code)]
        strange += [each.url for each in entries if not _fits(each, code)]
        if not fitting:
            continue
        ranges = united([pair for each in fitting for pair in each.ranges])
        places = byte_offsets(code, np.array(ranges, np.int64).reshape(-1))
        used[asset] = int((places[1::2] - places[::2]).sum())
        stretches = stretches_of(study, asset)
        if stretches is None:
            continue
        length = stretches.stop - stretches.start
        ran = _before(places, stretches.stop) - _before(places, stretches.start)
        known += np.bincount(stretches.module, length, m)
        unused += np.bincount(stretches.module, length - ran, m)
    if strange:
        detail = f"Coverage is of other files than this build's, as of {strange[0][:120]}."
        study.report.note("coverage-of-another-build", len(strange), detail)
    return Covering(used, known.astype(np.int64), np.rint(unused).astype(np.int64))


def _by_asset(study: Study) -> dict[int, list[Covered]]:
    """The coverage of each built file: of the one with the longest name that an address ends in."""
    model = study.model
    names = {
        f"/{model.strings[model.assets.name[row]].partition('?')[0].lstrip('/')}": row
        for row in study.built.by_asset
        if model.assets.kind[row] in (SCRIPT, STYLE_SHEET)
    }
    found: dict[int, list[Covered]] = {}
    for each in study.furnished.coverage:
        path = "/" + unquote(each.url.partition("?")[0].partition("#")[0]).lstrip("/")
        fits = [name for name in names if path.endswith(name)]
        if fits:
            found.setdefault(names[max(fits, key=len)], []).append(each)
    return found


def _code(study: Study, asset: int) -> bytes:
    try:
        return study.built.by_asset[asset].code()
    except UnreadableInput:
        return b""


def _fits(each: Covered, code: bytes) -> bool:
    """Whether coverage can be of this code: by its text where that is carried, else by length."""
    if each.text:
        return each.text.encode("utf-8", "replace") == code
    return bool(code) and (not each.ranges or each.ranges[-1][1] <= len(code))


def byte_offsets(code: bytes, units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Offsets in UTF-16 units as offsets in the bytes of UTF-8, int64 (as units)."""
    if code.isascii():
        return np.minimum(units, len(code))
    letters = np.frombuffer(code, np.uint8)
    leads = np.flatnonzero((letters & 0xC0) != 0x80)
    before = np.zeros(len(leads) + 1, np.int64)
    np.cumsum(np.where(letters[leads] >= 0xF0, 2, 1), out=before[1:])
    at = np.minimum(np.searchsorted(before, units), len(leads))
    return np.append(leads, len(code))[at].astype(np.int64)


def _before(places: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Used bytes before each place, float64; `places`: where used ranges start and stop."""
    if not len(places):
        return np.zeros(len(at))
    lengths = np.where(np.arange(len(places) - 1) % 2 == 0, np.diff(places), 0)
    found: NDArray[np.float64] = np.interp(at, places, np.append(0, np.cumsum(lengths)))
    return found
