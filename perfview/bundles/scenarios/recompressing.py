"""What files weigh compressed once modules are taken out of them and put into others.

Module by module compressed sizes do not add up, since each is compressed in the context of what
stands before it; so what stays is compressed anew, and what moves is compressed where it moves to.
With gzip that costs little: see `built/splicing`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.built.codecs import GZIP_FRAME, brotli_size, deflated, gzip_size
from perfview.bundles.built.splicing import Part, Tokens, joined, spliced_gzip_size, tokens_of
from perfview.bundles.measures.compressing import stream_of
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.model import SCRIPT
from perfview.bundles.scenarios.carving import Pieces, only, pieces, without
from perfview.bundles.scenarios.moving import Moves
from perfview.bundles.scenarios.standing import Standing

if TYPE_CHECKING:
    from perfview.bundles.study import Study

_THREADS = 2
"""Files compressed side by side: compressing lets go of the interpreter."""


@dataclass(frozen=True)
class Packed:
    """Compressed bytes of what loads at start and of everything, before and after; None where files
    are not at hand."""

    initial_before: int | None
    total_before: int | None
    initial_after: int | None
    total_after: int | None


_UNKNOWN = Packed(None, None, None, None)


@dataclass(frozen=True)
class _Change:
    """One file that changes: its row (-1 a new one), whether it loads at start, what its code is
    made of then (None where no map tells what to take out), its bytes as written then."""

    asset: int
    is_initial: bool
    parts: list[Part] | None
    raw: int


def recompressed(study: Study, stands: Standing, moved: Moves, codec: str) -> Packed:
    """Compressed sizes by ``gzip`` or ``brotli``.

    A file without a source map is taken to compress as well without what goes as with it.
    """
    if not len(study.built):
        return _UNKNOWN
    told = _told(study, codec)
    is_script = study.model.assets.kind == SCRIPT
    if (told[is_script] < 0).any():
        return _UNKNOWN
    changes = _changes(study, stands, moved)
    with ThreadPoolExecutor(_THREADS) as pool:
        sizes = list(pool.map(lambda each: _size_of(each, study, told, codec), changes))
    after = told.astype(np.int64).copy()
    initial, more = study.weights.is_initial & is_script, [0, 0]
    for each, size in zip(changes, sizes, strict=True):
        if each.asset >= 0:
            after[each.asset] = size
        else:
            more[each.is_initial] += size
    return Packed(
        int(told[initial].sum()),
        int(told[is_script].sum()),
        int(after[initial].sum()) + more[True],
        int(after[is_script].sum()) + sum(more),
    )


def _size_of(change: _Change, study: Study, told: NDArray[np.int64], codec: str) -> int:
    parts = change.parts
    if parts is None:
        before = max(int(file_sizes(study)[change.asset]), 1)
        return round(int(told[change.asset]) * change.raw / before)
    if not (text := joined(parts)):
        return 0
    if codec == "brotli":
        return brotli_size(text)
    return gzip_size(text, lambda text: spliced_gzip_size(parts, text))


def _told(study: Study, codec: str) -> NDArray[np.int64]:
    """Every script compressed, int64 (a), -1 unknown, worked out once a study."""
    return study.once(f"bundles.scripts at {codec}", lambda: _packed(study, codec))


def _packed(study: Study, codec: str) -> NDArray[np.int64]:
    assets, cut = study.model.assets, pieces(study)
    told = assets.gzip_bytes if codec == "gzip" else assets.brotli_bytes
    sizes: NDArray[np.int64] = np.where(assets.kind == SCRIPT, told, -1).astype(np.int64)
    scripts = [each for each in study.built.by_asset if assets.kind[each] == SCRIPT]

    def measured(asset: int) -> int:
        code = study.built.by_asset[asset].code()
        text = code[: cut[asset].size] if asset in cut else code
        if codec == "brotli":
            return brotli_size(text)
        return GZIP_FRAME + len(_stream(study, asset, text, len(code)))

    with ThreadPoolExecutor(_THREADS) as pool:
        sizes[scripts] = list(pool.map(measured, scripts))
    return sizes


def _stream(study: Study, asset: int, text: bytes, whole: int) -> bytes:
    """The deflate stream of a file as far as the bundler wrote it; `whole`: bytes it holds now."""
    if len(text) == whole:
        return stream_of(study, asset, text)
    return study.once(f"bundles.deflated.{asset} cut off", lambda: deflated(text))


def _changes(study: Study, stands: Standing, moved: Moves) -> list[_Change]:
    """The files that change, with what they hold then."""
    cut, m, weights = pieces(study), len(study.model.modules), file_sizes(study)
    texts: dict[int, bytes] = {}
    arriving = _carved(study, stands, cut, moved.to_start, texts)
    main = _main(study)
    found, emptied = [], set(moved.emptied.tolist())
    out_of = set(np.unique(stands.asset[moved.out]).tolist()) - {-1}
    for asset in sorted(out_of | ({main} if arriving else set())):
        rows = moved.out & (stands.asset == asset)
        removed = np.zeros(m, np.bool_)
        removed[stands.module[rows]] = True
        raw = int(weights[asset]) - int(stands.bytes[rows].sum())
        parts: list[Part] | None = None
        if asset in emptied:
            parts = []
        elif asset in cut:
            parts = _parts(study, asset, without(cut[asset], removed), texts)
            parts += arriving if asset == main else []
        found.append(_Change(asset, bool(study.weights.is_initial[asset]), parts, raw))
    leaving = _carved(study, stands, cut, moved.to_later, texts)
    if leaving:
        found.append(_Change(-1, False, leaving, len(joined(leaving))))
    return found


def _parts(
    study: Study, asset: int, stretches: list[tuple[int, int]], texts: dict[int, bytes]
) -> list[Part]:
    """Stretches of a file; `texts` are those at hand."""
    if asset not in texts:
        texts[asset] = study.built.by_asset[asset].code()[: pieces(study)[asset].size]
    tokens, text = _tokens(study, asset, texts[asset]), texts[asset]
    return [Part(text, start, stop, tokens) for start, stop in stretches]


def _tokens(study: Study, asset: int, text: bytes) -> Tokens | None:
    def made() -> Tokens | None:
        stream = _stream(study, asset, text, study.built.by_asset[asset].size)
        return tokens_of(stream, len(text))

    return study.once(f"bundles.tokens.{asset}", made)


def _main(study: Study) -> int:
    """The largest file that loads at start; -1 for none."""
    is_script = study.model.assets.kind == SCRIPT
    initial = np.flatnonzero(study.weights.is_initial & is_script)
    return int(initial[np.argmax(file_sizes(study)[initial])]) if len(initial) else -1


def _carved(
    study: Study,
    stands: Standing,
    cut: dict[int, Pieces],
    wanted: NDArray[np.bool_],
    texts: dict[int, bytes],
) -> list[Part]:
    """The code of modules, each from the file that holds most of it."""
    rows = np.flatnonzero(wanted[stands.module] & np.isin(stands.asset, list(cut)))
    if not len(rows):
        return []
    rows = rows[np.lexsort((-stands.bytes[rows], stands.module[rows]))]
    first = np.append(True, np.diff(stands.module[rows]) > 0)
    parts: list[Part] = []
    for asset in np.unique(stands.asset[rows[first]]).tolist():
        here = np.zeros(len(wanted), np.bool_)
        here[stands.module[rows[first & (stands.asset[rows] == asset)]]] = True
        parts += _parts(study, asset, only(cut[asset], here), texts)
    return parts
