"""Code that loads at start for what people only meet later."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import are_weighed
from perfview.bundles.searching.choosing import (
    LEAST_BYTES,
    LEAST_FITNESS,
    LEAST_SHARE,
    MOST,
    MOST_IMPORTERS,
    Chosen,
    Wanted,
    chosen,
    edit_of,
)
from perfview.bundles.searching.import_rows import request_of
from perfview.bundles.searching.lazy_examples import lazy_example
from perfview.bundles.searching.wording import listed, place_of, short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import plural, size


class LazyImport(Detector):
    """An import that could wait until it is needed.

    What it looks for: modules that load at start only because at most `importers` modules of your
    own code import them, and that bring in at least `bytes` and `share` of all JavaScript at start
    that nothing else there needs. Of all such imports those are named that are sensible to cut:
    a page or a feature beside others that already load with `import()`, names such as settings,
    export or editor, packages that are seldom needed for the first picture, uses that stand only in
    callbacks; never a framework, the entry's own set-up, what passes exports on, or what is shown
    first: the route of "/", what a state begins with, the only page not asked for with `import()`.
    It is a warning from `heavy` of the start or `large` on, critical from `critical` of the start
    on. `most` are named, of those with at least a `fitness` of all that can speak for it.

    Why it matters: everything that loads at start is fetched, parsed and run before anybody can do
    anything, by everybody, also by the many who never open that page.

    How sure it is: what leaves the start is computed: the import is made lazy in the import graph,
    and the files that change are compressed anew. Whether people need it at once is judged by
    names, places and uses; the confidence says how much of that speaks for it.

    How to fix it: replace the import by `import()` where it is used; for components `lazy` or
    `defineAsyncComponent` with something to show meanwhile. Fetch it ahead when it is likely to be
    opened (`<link rel="modulepreload">`, webpack's `/* webpackPrefetch: true */`).

    Learnt from: https://web.dev/articles/reduce-javascript-payloads-with-code-splitting; the
    dominator tree as heap analysers use it: Lengauer and Tarjan (1979), here by semi-NCA.
    """

    name = "lazy-import"
    title = "Import that can wait"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 9
    thresholds = (
        Threshold(
            "bytes", LEAST_BYTES, "bytes", "of JavaScript at start that would wait, at least"
        ),
        Threshold("share", LEAST_SHARE, "ratio", "of all JavaScript at start, at least"),
        Threshold(
            "importers", MOST_IMPORTERS, "count", "imports that have to change together, at most"
        ),
        Threshold("heavy", 0.05, "ratio", "of the start, from which it is a warning"),
        Threshold("large", 100_000, "bytes", "at start, from which it is a warning"),
        Threshold("critical", 0.30, "ratio", "of the start, from which it is critical"),
        Threshold("fitness", LEAST_FITNESS, "ratio", "how much has to speak for it, at least"),
        Threshold("most", MOST, "count", "imports to name, at most"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose imports and sizes are known."""
        return len(study.model.imports) > 0 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each module that could wait."""
        start = int(study.weights.at_start.sum())
        wanted = Wanted(
            max(limits["bytes"], limits["share"] * start),
            int(limits["importers"]),
            limits["fitness"],
            int(limits["most"]),
        )
        for each in chosen(study, wanted):
            finding = _finding(study, each, limits)
            if finding is not None:
                yield finding


def _finding(study: Study, each: Chosen, limits: Limits) -> Finding | None:
    saved, outcome = saving(study, [edit_of(study, each)])
    raw = outcome.saved_initial
    whole = max(outcome.before.initial.raw, 1)
    if raw < limits["bytes"] or saved.value <= 0:
        return None
    target = int(each.prospect.targets[0])
    name, share = place_of(study, target), raw / whole
    importers = [short(study.name_of(int(row))) for row in each.prospect.importers]
    return Finding(
        detector=LazyImport.name,
        severity=_severity(raw, share, each.fitness.value, limits),
        title=f"{_last(name)} loads at start, but can wait",
        where=f"{importers[0]} → {name}",
        why=_why(study, each, outcome.leaves, raw),
        verdict=f"`{importers[0]}` imports `{name}` at start; with `import()` the start is "
        f"{size(saved.value)}{_packed(saved)} smaller",
        entity=f"{study.name_of(int(each.prospect.importers[0]))} → {study.name_of(target)}",
        measures=(
            Measure("leaves the start", raw, "bytes", limits["bytes"]),
            Measure("of the start", share, "ratio", limits["share"]),
            Measure("modules", len(outcome.leaves), "count"),
            Measure("imports to change", len(importers), "count", limits["importers"]),
        ),
        evidence=evidence(study, outcome.leaves),
        confidence=_confidence(study, each),
        scopes=LazyImport.scopes,
        saving=saved,
        how=_how(study, each, importers, name),
        example=lazy_example(study, int(each.prospect.importers[0]), target),
        effort=Effort.SMALL,
        wrong_if=f"The page shows or needs `{_last(name)}` as soon as it opens.",
        cause=f"start\n{study.name_of(target)}\nloads at start",
        reach=reach(study, outcome),
    )


def _severity(raw: int, share: float, fitness: float, limits: Limits) -> Severity:
    if share >= limits["critical"] and fitness >= 0.6:
        return Severity.CRITICAL
    is_much = share >= limits["heavy"] or raw >= limits["large"]
    return Severity.WARNING if is_much else Severity.INFO


def _confidence(study: Study, each: Chosen) -> float:
    """What speaks for it, and less where bytes are of sources."""
    measured = study.weights.how in ("source map", "bundler")
    return round(each.fitness.value * (1.0 if measured else 0.85), 2)


def _why(study: Study, each: Chosen, leaves: np.ndarray, raw: int) -> str:
    prospect = each.prospect
    name = place_of(study, int(prospect.targets[0]))
    several = len(prospect.importers) > 1
    only = f"the {len(prospect.importers)} imports" if several else "the import"
    heavy = _heaviest_packages(study, leaves)
    brought = f", most of it {listed(heavy)}" if heavy else ""
    text = (
        f"{plural(len(leaves), 'module')} with {size(raw)} as written{brought} load at start only "
        f"through {only} of `{name}`."
    )
    signs = [sign for sign in each.fitness.signs if "alone brings in" not in sign]
    return f"{text} What speaks for loading it later: {'; '.join(signs)}." if signs else text


def _heaviest_packages(study: Study, leaves: np.ndarray) -> list[str]:
    package = study.model.modules.package[leaves]
    own = package >= 0
    weight = np.bincount(
        package[own], study.weights.at_start[leaves[own]], len(study.model.packages)
    )
    rows = np.argsort(-weight)[:3]
    total = max(int(study.weights.at_start[leaves].sum()), 1)
    names = study.model.packages.name
    found = [study.model.strings[names[row]] for row in rows if weight[row] > 0.15 * total]
    return list(dict.fromkeys(found))


def _how(study: Study, each: Chosen, importers: list[str], name: str) -> str:
    prospect = each.prospect
    request = request_of(study, int(prospect.importers[0]), int(prospect.targets[0]))
    places = listed(importers)
    if len(importers) > 1:
        return (
            f"Replace the imports of `{name}` in {places} by `import('{request}')`; only all of "
            f"them together move it out of the start."
        )
    return f"In {places}, replace the import of `{request}` by `import('{request}')`."


def _packed(saved: Saving) -> str:
    return " of gzip" if saved.of.endswith("gzip") else ""


def _last(name: str) -> str:
    return name.rpartition("/")[2] if not name.startswith("@") else name
