"""Chunks that are too large."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.loads import Load, chunk_loads, entry_loads, heaviest
from perfview.bundles.patterns.saving import evidence
from perfview.bundles.patterns.standing import are_weighed, gravity, of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Finding, Measure
from perfview.findings.quantities import size

_MOST = 8
_MAINLY = 0.9


class ChunkBudget(Detector):
    """A chunk that is too large.

    What it looks for: JavaScript and styles, as written, of each chunk: a warning from `warning`
    on, critical from `critical` on; the eight heaviest. A chunk that is nearly all of an entry
    belongs to `entry-budget`.

    Why it matters: a chunk is loaded in one piece: who opens one page waits for all of it, and one
    changed line makes everybody download all of it again.

    How sure it is: sizes of files are exact. The limits can be moved.

    How to fix it: load parts of it when they are asked for, or split what several pages share from
    what one needs.

    Learnt from: what teams set themselves (500 kB and 1 MB); Vite's chunkSizeWarningLimit (500
    kB); webpack's maxAssetSize (250 kB).
    """

    name = "chunk-budget"
    title = "Large chunks"
    scopes = ("network", "cpu")
    prominence = 7
    thresholds = (
        Threshold("warning", 500_000, "bytes", "of a chunk, from which it is a warning"),
        Threshold("critical", 1_000_000, "bytes", "of a chunk, from which it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose sizes are known."""
        return are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a chunk."""
        entries = entry_loads(study)
        for load in chunk_loads(study)[:_MOST]:
            if load.bytes >= limits["warning"] and not _is_an_entry(load, entries):
                yield _finding(study, load, limits)


def _is_an_entry(load: Load, entries: list[Load]) -> bool:
    return any(
        load.bytes >= _MAINLY * entry.bytes and bool(np.isin(load.assets, entry.assets).all())
        for entry in entries
        if len(load.assets)
    )


def _finding(study: Study, load: Load, limits: Limits) -> Finding:
    severity = gravity(load.bytes, limits["warning"], limits["critical"])
    parts = [f"{name} {size(held)}" for name, held in heaviest(study, load.assets, 4)]
    early = bool(load.chunk >= 0 and study.model.chunks.is_initial[load.chunk])
    most = f" Most of it: {listed(parts, 4)}." if parts else ""
    limit = limits["warning"]
    over = f"{size(load.bytes - limit)} over the limit of {size(limit)}"
    return Finding(
        detector=ChunkBudget.name,
        severity=severity,
        title=f"The chunk {load.name} is {size(load.bytes)}, limit {size(limit)}",
        where=load.name,
        why=f"It loads {'at start' if early else 'when it is asked for'}, in one piece, and is "
        f"{over}.{most}",
        verdict=f"The chunk {load.name} is {size(load.bytes)}, {over}",
        entity=f"chunk {load.name}",
        measures=(Measure("of the chunk", load.bytes, "bytes", limit),),
        evidence=of_assets(study, load.assets) if len(load.assets) else _of_chunk(study, load),
        confidence=0.95,
        scopes=ChunkBudget.scopes,
        how="Load what only some of its users need with `import()`; split what several share "
        "into one of its own.",
        effort=Effort.LARGE if early else Effort.MEDIUM,
        wrong_if="Whoever loads it needs all of it.",
        reach=1.0 if early else 0.3,
    )


def _of_chunk(study: Study, load: Load) -> Evidence:
    weights = study.weights
    return evidence(study, np.unique(weights.module[weights.chunk == load.chunk]))
