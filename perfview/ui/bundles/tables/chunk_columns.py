"""The columns of chunks: size, modules, when they load, what changed since the last build."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.comparing.builds import BuildDiff, build_diff, chunk_sizes
from perfview.bundles.measures.totals import chunk_gzip_bytes, chunk_totals
from perfview.bundles.study import Study
from perfview.findings.quantities import change_of, number, size
from perfview.ui.bundles.graphs.chunk_links import Shared, loaded_words, mostly
from perfview.ui.bundles.tables.chunk_words import chunk_names
from perfview.ui.bundles.tables.module_columns import UNKNOWN, known_ones
from perfview.ui.bundles.tables.over_budget import OverColumn, over_budget
from perfview.ui.widgets.table.columns import ChangeColumn, Column, Look, NumberColumn, TextColumn

RAW = 1
"""The place of the column that tables of chunks are sorted by at first."""

_AFTER_SIZES = 3


def chunk_columns(
    study: Study, gzip_bytes: NDArray[np.int64] | None = None, *, is_narrow: bool = False
) -> Sequence[Column]:
    """One row a chunk. `gzip_bytes` int64 (c), -1 unknown, None while they are worked out; a narrow
    table makes do with less room a column."""
    chunks, totals = study.model.chunks, chunk_totals(study)
    gzip = np.full(len(chunks), int(UNKNOWN)) if gzip_bytes is None else gzip_bytes
    words = loaded_words(study)
    texts = list(dict.fromkeys(words))
    ids = np.array([texts.index(each) for each in words], np.int32)
    over = over_budget(study, gzip_bytes)
    columns: list[Column] = [
        TextColumn("name", "Chunk", np.arange(len(chunks), dtype=np.int32), chunk_names(study),
                   Look(least=80 if is_narrow else 140, ends=True)),
        NumberColumn("bytes", "Raw", totals.bytes, size, Look(120 if is_narrow else 150), bar=True),
        NumberColumn("gzip_bytes", "gzip", gzip, size, Look(72), absent=UNKNOWN),
        NumberColumn("modules", "Modules", totals.modules, number, Look(72, spare=3)),
        TextColumn("mostly", "Mostly", np.arange(len(chunks), dtype=np.int32), mostly(study),
                   Look(110, tip="What makes up half of it or more", spare=2), tone="text2"),
        NumberColumn("files", "Files", totals.files, number, Look(60, spare=4)),
        TextColumn("loaded", "Loaded", ids, texts, Look(170, ends=True, spare=1), tone="text2"),
        TextColumn("reason", "Why it exists", chunks.reason, study.model.strings,
                   Look(160, ends=True, spare=3), tone="text3"),
    ]  # fmt: skip
    told = {"mostly": any(mostly(study)), "reason": _is_told(study)}
    columns = [each for each in columns if told.get(each.key, True)]
    if over.bytes.any():
        columns.insert(_AFTER_SIZES, OverColumn(over))
    if study.baseline is not None:
        columns.append(_since(study, build_diff(study.baseline, study), gzip_bytes))
    return known_ones(study, columns)


def _is_told(study: Study) -> bool:
    """Whether the bundler says of any chunk why it exists."""
    texts = study.model.strings
    return any(texts[int(each)] for each in np.unique(study.model.chunks.reason) if each >= 0)


def _since(study: Study, diff: BuildDiff, gzip_bytes: NDArray[np.int64] | None) -> Column:
    """What changed since the earlier build: compressed where both are known, else as written."""
    sizes, word = chunk_sizes(diff), "as written"
    change = np.zeros(len(study.model.chunks), np.int64)
    known = diff.chunks.after >= 0
    change[diff.chunks.after[known]] = (sizes.shipped_after - sizes.shipped_before)[known]
    if gzip_bytes is not None and (gzip_bytes >= 0).all():
        earlier = chunk_gzip_bytes(diff.before)
        if (earlier >= 0).all():
            before, after = diff.chunks.sizes(earlier, gzip_bytes)
            change[diff.chunks.after[known]], word = (after - before)[known], "gzip"
    return ChangeColumn(
        "since_bytes" if word == "as written" else "since_gzip_bytes",
        "Against last build",
        change,
        lambda value: change_of(value, "bytes"),
        Look(150, tip=f"More or less than in the earlier build, {word}"),
    )


def shared_columns(study: Study, shared: Shared) -> Sequence[Column]:
    """One row a chunk that has modules in common with another."""
    names = study.model.chunks.name[shared.chunk]
    return (
        TextColumn("name", "Also in", names, study.model.strings, Look(least=120, ends=True)),
        NumberColumn("modules", "Modules", shared.modules, number, Look(76)),
        NumberColumn("bytes", "Twice", shared.bytes, size,
                     Look(120, tip="Bytes of the shared modules that this chunk has again"),
                     bar=True),
    )  # fmt: skip
