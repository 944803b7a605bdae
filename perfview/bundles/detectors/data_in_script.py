"""Data that ship as JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import DATA, SCRIPT
from perfview.bundles.patterns.asking import importers, place_of, request_of, told_by
from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import gravity, sureness
from perfview.bundles.scenarios.edits import LAZY, Edit
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import size

_MOST = 5
_SURE = 0.7
_GROWN = 1.5
"""Times the size of its file that data may take in a script (quotes are escaped there)."""


class DataInScript(Detector):
    """JSON and other data that ship as JavaScript.

    What it looks for: modules of data (JSON, text) of at least `bytes` in scripts, the five
    largest. Those that load at start are a warning from `warning` on; what loads later is a note.

    Why it matters: a browser parses JavaScript slower than JSON, cannot keep it apart in its
    cache, and everybody waits for data that only some page shows.

    How sure it is: the bytes are exact where source maps or the bundler tell them; JSON has no
    lines in source maps, so there they are those that nothing else explains. The saving is computed
    as if the data were loaded when asked for.

    How to fix it: `fetch` the file where it is needed, or load it with `import()`; keep only the
    fields that are used.

    Learnt from: V8's The cost of JavaScript (JSON.parse is faster than an object literal);
    webpack-bundle-analyzer's users, who find countries.json by its size.
    """

    name = "data-in-script"
    title = "Data in scripts"
    scopes = ("network", "cpu")
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("bytes", 15_000, "bytes", "of one file, at least"),
        Threshold("warning", 30_000, "bytes", "at start, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds with modules of data."""
        return bool((study.model.modules.kind == DATA).any())

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The largest files of data."""
        found = _in_scripts(study)
        sizes = study.weights.of_module
        written = study.model.modules.source_bytes[found]
        # What nothing explains is given to data; more than the file itself is not true.
        is_true = (written < 0) | (sizes[found] <= _GROWN * written)
        found = found[(sizes[found] >= limits["bytes"]) & is_true]
        for module in found[np.argsort(-sizes[found], kind="stable")][:_MOST].tolist():
            yield _finding(study, module, limits)


def _in_scripts(study: Study) -> NDArray[np.int32]:
    """Modules of data that stand in a script, or in a chunk whose file is not known."""
    weights = study.weights
    kinds = np.append(study.model.assets.kind, SCRIPT)
    inside = np.unique(weights.module[kinds[weights.asset] == SCRIPT])
    found: NDArray[np.int32] = inside[study.model.modules.kind[inside] == DATA].astype(np.int32)
    return found


def _finding(study: Study, module: int, limits: Limits) -> Finding:
    one = np.array([module], np.int32)
    name, package = study.name_of(module), study.package_of(module)
    short, asking = name.rpartition("/")[2], importers(study, one)
    at_start, shipped = int(study.weights.at_start[module]), int(study.weights.of_module[module])
    saved, of, extent = None, None, 0.3
    if at_start and len(asking):
        saved, of = saving(study, [Edit(LAZY, f"{short} loaded later", asking, one)])
        extent = reach(study, of)
    first = int(asking[0]) if len(asking) else -1
    where = place_of(study, first, one) if first >= 0 else name
    return Finding(
        detector=DataInScript.name,
        severity=gravity(at_start, limits["warning"]) if not package else Severity.INFO,
        title=f"{short} ships as JavaScript, {size(shipped)}",
        where=where,
        why=f"`{name}` is data, {size(shipped)} of script; it loads "
        f"{'at start' if at_start else 'later'} and is imported by {told_by(study, asking)}.",
        verdict=f"{short} ({size(shipped)} of data) ships as JavaScript",
        entity=f"data {name}",
        measures=(
            Measure("bytes", shipped, "bytes", limits["bytes"]),
            Measure("at start", at_start, "bytes", limits["warning"]),
        ),
        evidence=evidence(study, one),
        confidence=_SURE * sureness(study),
        scopes=DataInScript.scopes,
        saving=saved if of is not None and of.saved_initial > 0 else None,
        how=f"Fetch {short} where it is shown, or load it with `import()`, and keep only the "
        "fields that are used.",
        example=_example(study, first, one, short),
        effort=Effort.SMALL if not package else Effort.MEDIUM,
        wrong_if="All of it is needed before anything can be shown.",
        cause=f"bundle\n{package or name}\ndata",
        reach=extent,
    )


def _example(study: Study, first: int, one: NDArray[np.int32], short: str) -> Example:
    written = (request_of(study, first, one) if first >= 0 else "") or f"./{short}"
    word = short.partition(".")[0].replace("-", "_")
    before = f"import {word} from '{written}';"
    after = f"const {word} = await (await fetch('/{short}')).json();"
    place = study.name_of(first) if first >= 0 else short
    return Example(before, after, "javascript", place)
