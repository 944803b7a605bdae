"""What files weigh compressed, and each module's part of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.built.codecs import (
    GZIP_FRAME,
    brotli_size,
    deflated,
    remember_gzip,
    zstd_size,
)
from perfview.bundles.built.files import Stretches
from perfview.bundles.model import DATA_FILE, PAGE, SCRIPT, STYLE_SHEET
from perfview.kernels.deflate_costs import deflate_costs
from perfview.recording.errors import UnreadableInput

if TYPE_CHECKING:
    from perfview.bundles.study import Study

_THREADS = 2
"""Files compressed side by side: compressing lets go of the interpreter."""


@dataclass(frozen=True)
class CompressedSizes:
    """gzip_bytes int64 (a): each file at gzip level 9, as the stats say where the file itself is
    not at hand, -1 unknown. gzip_of_module float64 (m): a module's part of it, by the bits that its
    stretches take in the compressed stream, so that they add up to the files (0 where unknown).
    is_known: whether any file's is. gzip_of_row float64 (w): the same of each row of `Weights`,
    unexplained float64 (a): the part of each file that belongs to no module: with the rows of a
    file it adds up to the file.
    """

    gzip_bytes: NDArray[np.int64]
    gzip_of_module: NDArray[np.float64]
    is_known: bool
    gzip_of_row: NDArray[np.float64]
    unexplained: NDArray[np.float64]


@dataclass(frozen=True)
class _Stream:
    """A file compressed: its row in `Assets`, bytes of gzip, the bits of each stretch and of all
    its text."""

    asset: int
    size: int
    bits: NDArray[np.float64]
    all_bits: float


def compressed(study: Study) -> CompressedSizes:
    """Compress the built files (gzip -9) and take the streams apart. Brotli is asked for apart:
    `brotli_bytes`.

    A repetition counts to the module that repeats, evenly for its bytes: what one module has in
    common with those before it is cheap, as it is when it is taken out. The code tables of a stream
    (1 to 2 % of it) are shared out in the proportions of everything else in the file.
    """
    weights, model = study.weights, study.model
    gzip_bytes = model.assets.gzip_bytes.astype(np.int64)
    parts = np.zeros(len(weights), np.float64)
    streams = {stream.asset: stream for stream in _streams(study)}
    order = np.argsort(weights.asset, kind="stable")
    first = np.searchsorted(weights.asset[order], np.arange(len(model.assets) + 1))
    unexplained = np.zeros(len(model.assets), np.float64)
    for asset in range(len(model.assets)):
        rows = order[first[asset] : first[asset + 1]]
        stream = streams.get(asset)
        gzip_bytes[asset] = stream.size if stream else gzip_bytes[asset]
        if gzip_bytes[asset] >= 0:
            shares = _shares(study, asset, rows, stream)
            parts[rows] = shares * gzip_bytes[asset]
            unexplained[asset] = max(0.0, float(gzip_bytes[asset] - parts[rows].sum()))
    of_module = np.bincount(weights.module, parts, len(model.modules)).astype(np.float64)
    is_known = bool((gzip_bytes >= 0).any())
    return CompressedSizes(gzip_bytes, of_module, is_known, parts, unexplained)


def stream_of(study: Study, asset: int, code: bytes) -> bytes:
    """The deflate stream of `code`, the content of a built file, made once a study."""

    def made() -> bytes:
        stream = deflated(code)
        remember_gzip(code, len(stream) + GZIP_FRAME)
        return stream

    return study.once(f"bundles.deflated.{asset}", made)


def brotli_bytes(study: Study) -> NDArray[np.int64]:
    """Each file that servers compress at brotli 11, int64 (a), as the stats say where the file
    itself is not at hand, -1 unknown. Takes a second for half a megabyte."""
    told = study.model.assets.brotli_bytes
    return study.once("bundles.brotli", lambda: _sizes(study, told, brotli_size))


def zstd_bytes(study: Study) -> NDArray[np.int64]:
    """Each file that servers compress at zstd 19, int64 (a), -1 unknown: no stats tell of it."""
    none = np.full(len(study.model.assets), -1, np.int64)
    return study.once("bundles.zstd", lambda: _sizes(study, none, zstd_size))


def _sizes(
    study: Study, told: NDArray[np.int64], size_of: Callable[[bytes], int]
) -> NDArray[np.int64]:
    found = told.astype(np.int64)
    wanted = _wanted(study)
    with ThreadPoolExecutor(_THREADS) as threads:
        sizes = threads.map(lambda asset: _size(study, asset, size_of), wanted)
        for asset, size in zip(wanted, sizes, strict=True):
            found[asset] = found[asset] if size is None else size
    return found


def _size(study: Study, asset: int, size_of: Callable[[bytes], int]) -> int | None:
    code = _code(study, asset)
    return None if code is None else size_of(code)


def _wanted(study: Study) -> list[int]:
    """The built files that servers compress."""
    kinds = study.model.assets.kind
    packed = (SCRIPT, STYLE_SHEET, PAGE, DATA_FILE)
    return [asset for asset in sorted(study.built.by_asset) if kinds[asset] in packed]


def _code(study: Study, asset: int) -> bytes | None:
    try:
        return study.built.by_asset[asset].code()
    except UnreadableInput as error:
        study.report.note("built-file-unreadable", 1, str(error))
        return None


def _streams(study: Study) -> Iterator[_Stream]:
    """The built files that servers compress, each compressed."""
    with ThreadPoolExecutor(_THREADS) as threads:
        found = threads.map(lambda asset: _stream(study, asset), _wanted(study))
        yield from (stream for stream in found if stream is not None)


def _stream(study: Study, asset: int) -> _Stream | None:
    code = _code(study, asset)
    if code is None:
        return None
    stream = stream_of(study, asset, code)
    stretches = stretches_of(study, asset) or _nothing()
    ends = np.stack([stretches.start, stretches.stop], axis=1).reshape(-1)
    costs = deflate_costs(stream, np.append(ends, len(code)))
    return _Stream(asset, len(stream) + GZIP_FRAME, costs[1:-1:2] - costs[:-1:2], float(costs[-1]))


def _nothing() -> Stretches:
    none = np.zeros(0, np.int64)
    return Stretches(none, none, np.zeros(0, np.int32))


def _shares(
    study: Study, asset: int, rows: NDArray[np.intp], stream: _Stream | None
) -> NDArray[np.float64]:
    """The share of a file that each of its rows of `Weights` has, float64 (rows): by bits where its
    stretches are known; modules without stretches share what these leave over, by their bytes."""
    weights = study.weights
    size = weights.bytes[rows].astype(np.float64)
    whole = float(size.sum() + weights.unexplained[asset])
    stretches = stretches_of(study, asset) if stream else None
    if stream is None or stretches is None or stream.all_bits <= 0:
        return size / max(whole, 1.0)
    m = len(study.model.modules)
    bits = np.bincount(stretches.module, stream.bits, m)[weights.module[rows]]
    lengths = stretches.stop - stretches.start
    left_bits = stream.all_bits - float(stream.bits.sum())
    left_bytes = float(study.built.by_asset[asset].size - lengths.sum())
    rest = np.where(bits > 0, 0.0, size)
    if rest.any():
        bits = np.where(bits > 0, bits, left_bits * rest / max(left_bytes, float(rest.sum())))
    # Modules that only the stretches know of leave their bits unexplained.
    found: NDArray[np.float64] = bits / stream.all_bits
    return found
