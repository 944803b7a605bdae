"""Files that can only be asked for one after another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.patterns.saving import evidence
from perfview.bundles.searching.later_levels import levels
from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, plural

MOST = 3
"""Chains that are told."""

LOOKED_AT = 40
"""Ends of chains that are looked at, the longest first."""


class ChunkWaterfall(Detector):
    """`import()` within what an `import()` loads, several times over.

    What it looks for: modules of own code that can only be there after `depth` or more loads, one
    after another: each is asked for by something that had to be loaded itself. From `warning` on it
    is a warning.

    Why it matters: every step is a way to the server and back, and the browser learns of the next
    file only when the last one ran: on a phone 100 to 300 ms each.

    How sure it is: the chain follows from the imports, over the shortest way. Steps with a click
    between them hurt nobody, and whether there is one is not known.

    How to fix it: start the inner `import()` along with the outer one, in the router; or let the
    browser fetch ahead (`modulepreload`, `webpackPreload`).

    Learnt from: webpack 5.112's asyncChunkWaterfalls (depth 3); https://web.dev/articles/modulepreload.
    """

    name = "chunk-waterfall"
    title = "Files asked for one after another"
    scopes = ("network",)
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("depth", 3, "count", "loads one after another, at least"),
        Threshold("warning", 4, "count", "loads, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with something that loads later."""
        return bool(study.loading.edges.is_later.any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a chain, the longest first."""
        found = levels(study)
        own = study.model.modules.package < 0
        ends = (found.level >= limits["depth"]) & (found.asker >= 0) & own
        asked_from = np.zeros(len(own), np.bool_)
        rows = np.flatnonzero(ends)
        rows = rows[np.argsort(-found.level[rows], kind="stable")][:LOOKED_AT]
        for row in rows.tolist():
            asked_from[found.chain(study, row)[:-1]] = True
        for row in rows[~asked_from[rows]][:MOST].tolist():
            chain = found.chain(study, row)
            yield _finding(study, chain, int(found.level[row]), limits)


def _finding(study: Study, chain: list[int], depth: int, limits: Limits) -> Finding:
    names = [short(study.name_of(each)) for each in chain]
    return Finding(
        detector=ChunkWaterfall.name,
        severity=Severity.WARNING if depth >= limits["warning"] else Severity.INFO,
        title=f"{names[-1].rpartition('/')[2]} comes after {plural(depth, 'load')} one by one",
        where=names[-1],
        why=f"`{names[-1]}` is asked for only when {number(depth - 1)} other loads are done: "
        + " → ".join(f"`{name}`" for name in names)
        + ".",
        verdict=f"`{names[-1]}` needs {number(depth)} loads one after another",
        entity=f"chain {study.name_of(chain[-1])}",
        measures=(Measure("loads", depth, "count", limits["depth"]),),
        evidence=evidence(study, np.array(chain, np.int32)),
        confidence=0.4,
        scopes=ChunkWaterfall.scopes,
        how=f"Start `import()` of `{names[-1]}` where `{names[1]}` is asked for, so that both come "
        "at once.",
        example=Example(
            f"const page = await import('{names[1]}');",
            f"const [page] = await Promise.all([\n  import('{names[1]}'),\n"
            f"  import('{names[-1]}'),\n]);",
            "javascript",
            names[0],
        ),
        effort=Effort.SMALL,
        wrong_if="People click between the steps.",
        cause=f"chunks\n{study.name_of(chain[-1])}\nwaterfall",
    )
