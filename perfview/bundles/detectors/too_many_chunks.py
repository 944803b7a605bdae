"""Builds in very many pieces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.loads import chunk_loads, entry_loads
from perfview.bundles.patterns.standing import of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, size

_SMALL = 10_000
"""Bytes below which a chunk is hardly worth a request: compression has little to work with."""


class TooManyChunks(Detector):
    """A build in very many pieces.

    What it looks for: more than `most` chunks; or more than `requests` scripts that load at start.

    Why it matters: each chunk is a request, compressed by itself; many small ones take longer than
    a few of fair size, even over HTTP/2, and each repeats what the others hold already.

    How sure it is: the numbers are exact. A large application with many pages may well have many
    chunks, as long as one page loads few of them; so this is a note, and a warning only for what
    loads at start.

    How to fix it: give chunks a least size (`splitChunks.minSize`, `experimentalMinChunkSize`),
    and load what is always used together with one `import()`.

    Learnt from: webpack's SplitChunksPlugin (30 requests at start); Chrome's and V8's advice on
    bundles over HTTP/2 (some tens of files, not hundreds).
    """

    name = "too-many-chunks"
    title = "Very many chunks"
    scopes = ("network",)
    prominence = 3
    thresholds = (
        Threshold("most", 200, "count", "chunks; more are too many"),
        Threshold("requests", 30, "count", "scripts at start; more are too many"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding."""
        loads = [load for load in chunk_loads(study) if load.bytes > 0]
        scripts = study.model.assets.kind == SCRIPT
        early = np.flatnonzero(scripts & study.weights.is_initial).astype(np.int32)
        entries = max(1, len(study.model.entry_name))
        requests = _requests(study) if entries > 1 else len(early)
        if len(loads) > limits["most"] or requests > limits["requests"]:
            yield _finding(study, [load.bytes for load in loads], requests, limits)


def _requests(study: Study) -> int:
    """Scripts at start of the entry that loads most of them."""
    kinds = study.model.assets.kind
    each = [int((kinds[load.assets] == SCRIPT).sum()) for load in entry_loads(study)]
    return max(each, default=0)


def _finding(study: Study, sizes: list[int], requests: int, limits: Limits) -> Finding:
    small = sum(each < _SMALL for each in sizes)
    is_early = requests > limits["requests"]
    files = np.flatnonzero(study.model.assets.kind == SCRIPT).astype(np.int32)
    part = small / max(1, len(sizes))
    middle = int(np.median(sizes)) if sizes else 0
    return Finding(
        detector=TooManyChunks.name,
        severity=Severity.WARNING if is_early else Severity.INFO,
        title=f"{number(requests)} scripts load at start"
        if is_early
        else f"The build has {number(len(sizes))} chunks",
        where="the whole build",
        why=f"There are {number(len(sizes))} chunks, half of them below {size(middle)}; "
        f"{percent(part)} are below {size(_SMALL)}. {number(requests)} scripts load at start.",
        verdict=f"{number(requests)} scripts load at start"
        if is_early
        else f"The build is in {number(len(sizes))} chunks, {percent(part)} of them small",
        entity="chunks",
        measures=(
            Measure("chunks", len(sizes), "count", limits["most"]),
            Measure("scripts at start", requests, "count", limits["requests"]),
            Measure("small chunks", small, "count"),
        ),
        evidence=of_assets(study, files),
        confidence=0.7,
        scopes=TooManyChunks.scopes,
        how="Give chunks a least size, and load what is always used together with one `import()`.",
        effort=Effort.MEDIUM,
        wrong_if="One page loads only a few of them.",
        cause="bundle\nbuild\nchunks",
        reach=1.0 if is_early else 0.3,
    )
