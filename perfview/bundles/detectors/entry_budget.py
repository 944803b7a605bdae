"""Entries that load too much at start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.inlined_maps import inlined_maps
from perfview.bundles.patterns.loads import Load, entry_loads, heaviest
from perfview.bundles.patterns.standing import are_weighed, gravity, of_assets
from perfview.bundles.searching.together import Together, together
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving
from perfview.findings.quantities import plural, size

_MOST = 8

_LEAST_SAVED = 0.01
"""Of what an entry loads: less is not told as a saving."""


class EntryBudget(Detector):
    """An entry that loads too much at start.

    What it looks for: JavaScript and styles, as written, of all files that an entry loads at start:
    a warning from `warning` on, critical from `critical` on; the eight heaviest entries.

    Why it matters: nothing can be used before that code is downloaded, parsed and run; on a
    phone of the middle class a megabyte of JavaScript takes seconds.

    How sure it is: sizes of files are exact. How much is too much depends on who visits with what,
    so the limits can be moved (`maxSize`). What would be left is computed: imports that can wait,
    one copy of each package, ways past barrels, collections without what nobody uses and no
    polyfills are taken together in the import graph, so that nothing is counted twice; source maps
    inside of files are left out as well.

    How to fix it: the other recommendations here say what can leave and what can load later, the
    most worthwhile first. Whether they bring it under the limit is said.

    Learnt from: what teams set themselves (500 kB and 1 MB); webpack's hint from 250 kB on and
    Vite's from 500 kB on; Alex Russell, The Performance Inequality Gap.
    """

    name = "entry-budget"
    title = "Heavy entries"
    scopes = ("network", "cpu")
    prominence = 8
    thresholds = (
        Threshold("warning", 500_000, "bytes", "loaded at start, from which it is a warning"),
        Threshold("critical", 1_000_000, "bytes", "loaded at start, from which it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose files and their sizes are known."""
        return len(study.model.assets) > 0 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding an entry."""
        for load in entry_loads(study)[:_MOST]:
            if load.bytes >= limits["warning"]:
                yield _finding(study, load, limits)


def _finding(study: Study, load: Load, limits: Limits) -> Finding:
    severity = gravity(load.bytes, limits["warning"], limits["critical"])
    limit = limits["warning"]
    over = f"{size(load.bytes - limit)} over the limit of {size(limit)}"
    parts = [f"{name} {size(held)}" for name, held in heaviest(study, load.assets, 4)]
    most = f" Most of it: {listed(parts, 4)}." if parts else ""
    saved = _saving(study, load)
    return Finding(
        detector=EntryBudget.name,
        severity=severity,
        title=f"{load.name} loads {size(load.bytes)} at start, limit {size(limit)}",
        where=load.name,
        why=f"{_parts(load)} to be there first, {over}.{most}{_left(load, saved, limit)}",
        verdict=f"{load.name} loads {size(load.bytes)} of code at start, {over}"
        + (f"; what is proposed here leaves {size(load.bytes - saved.value)}" if saved else ""),
        entity=f"entry {load.name}",
        measures=(
            Measure("at start", load.bytes, "bytes", limit),
            Measure("JavaScript", load.script, "bytes"),
            Measure("styles", load.style, "bytes"),
        ),
        evidence=of_assets(study, load.assets),
        confidence=0.95,
        scopes=EntryBudget.scopes,
        saving=saved,
        how="Begin with the recommendations that save most at start; keep a budget in CI "
        "(`perfview analyze --threshold maxSize=500`).",
        effort=Effort.LARGE,
        wrong_if="It is an application for a fast network and desktops only.",
    )


def _parts(load: Load) -> str:
    """What has to be there: files, JavaScript, styles where there are any."""
    many = len(load.assets)
    styles = f" and {size(load.style)} of styles" if load.style else ""
    verb = "has" if many == 1 else "have"
    return f"{plural(many, 'file')} with {size(load.script)} of JavaScript{styles} {verb}"


def _saving(study: Study, load: Load) -> Saving | None:
    """What is proposed elsewhere takes from this entry all together; None where that is nothing."""
    found = together(study)
    maps = inlined_maps(study)
    inlined = sum(maps.get(asset, 0) for asset in load.assets.tolist())
    saved = float(inlined + _unloaded(study, load, found))
    if saved < _LEAST_SAVED * load.bytes:
        return None
    changes = plural(len(found.edits) if found else 0, "change")
    maps_too = ", source maps out of the files" if inlined else ""
    return Saving(
        saved,
        saved,
        saved,
        "bytes",
        f"reachability over the import graph after {changes} at once{maps_too}, bytes as written",
        of=f"what {load.name} loads at start, as written",
        before=float(load.bytes),
    )


def _unloaded(study: Study, load: Load, found: Together | None) -> int:
    """Bytes of modules that this entry would load no more."""
    if found is None:
        return 0
    changed = found.outcome
    if len(study.model.entry_name) <= 1:
        return changed.saved_initial
    # What leaves only some entries is not known from what all of them load.
    inside = np.isin(study.weights.asset, load.assets)
    inside &= np.isin(study.weights.module, np.union1d(changed.leaves, changed.gone))
    return min(changed.saved_initial, int(study.weights.bytes[inside].sum()))


def _left(load: Load, saved: Saving | None, limit: float) -> str:
    """Whether what is proposed is enough."""
    if saved is None:
        return " No proposal here changes that by much: it takes less code."
    left = load.bytes - saved.value
    then = f" The changes of imports proposed here, all together, leave {size(left)}"
    if left <= limit:
        return f"{then}, which keeps the limit."
    return f"{then}, still {size(left - limit)} too much."
