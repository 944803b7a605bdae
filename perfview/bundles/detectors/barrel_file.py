"""Barrels that bring in far more than anybody uses of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from perfview.bundles.patterns.saving import evidence, reach, saving
from perfview.bundles.patterns.standing import are_weighed
from perfview.bundles.scenarios.edits import BYPASS, FREE
from perfview.bundles.scenarios.sizes import Outcome
from perfview.bundles.searching.barrel_ways import BarrelWay, barrel_ways, gain
from perfview.bundles.searching.exported import is_default
from perfview.bundles.searching.import_rows import request_of
from perfview.bundles.searching.wording import identifier_of, short
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import number, plural, size


class BarrelFile(Detector):
    """An index file that brings in modules nobody asked for.

    What it looks for: index files that pass on what `modules` or more others export, of which their
    importers do not use all. Two ways out are worked out for each: importers ask for what they need
    where it is (past the barrel), or the folder is declared free of side effects. The better one is
    named first; it has to save `bytes` of what loads at start or in all. From `heavy` on it is a
    warning.

    Why it matters: an import from a barrel runs all modules it passes on, since each might have
    side effects. Everybody who needs one button loads all widgets, and what those import.

    How sure it is: what leaves is computed from the import graph with the bundler's own rule:
    webpack, Rspack and Rollup look past a barrel without side effects, esbuild splits by file and
    keeps all that anybody uses of it. Who uses what is read from the names in the built code, or
    from the bundler's word on which exports are used.

    How to fix it: import from the module itself; or say `"sideEffects": false` (or list those that
    have some, such as `["*.css"]`) in the package.json of the folder that holds the barrel.

    Learnt from: https://webpack.js.org/guides/tree-shaking; webpack 5.112's unusedReexports; knip's
    issue 1295; https://vercel.com/blog/how-we-optimized-package-imports-in-next-js.
    """

    name = "barrel-file"
    title = "Barrel that brings in too much"
    scopes = ("network", "cpu")
    cost = 3
    prominence = 8
    thresholds = (
        Threshold("modules", 3, "count", "modules that it passes on, at least"),
        Threshold("bytes", 1_500, "bytes", "saved by the better way out, at least"),
        Threshold("heavy", 50_000, "bytes", "saved, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds whose imports and sizes are known."""
        return len(study.model.imports) > 0 and are_weighed(study)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each barrel that is worth passing by."""
        for way in barrel_ways(study):
            many = len(way.barrel.passes_on)
            is_wide = way.used < many and many >= limits["modules"]
            if is_wide and way.saved >= limits["bytes"]:
                yield _finding(study, way, limits)


def _finding(study: Study, way: BarrelWay, limits: Limits) -> Finding:
    saved, found = saving(study, [way.edit])
    saved = _with_range(study, saved, way)
    path, many = study.name_of(way.barrel.module), len(way.barrel.passes_on)
    unused = many - way.used
    moved = _moved(found)
    return Finding(
        detector=BarrelFile.name,
        severity=Severity.WARNING if gain(found) >= limits["heavy"] else Severity.INFO,
        title=f"{short(path)} brings in {plural(unused, 'module')} that nobody uses",
        where=short(path),
        why=f"`{path}` passes on {plural(many, 'module')}; its importers use "
        f"{number(way.used)} of them, but load all, and what those import in turn. {moved}",
        verdict=f"`{short(path)}` passes on {plural(many, 'module')}, {number(way.used)} of them "
        f"used; {_verb(way)} saves {size(saved.value)} of {saved.of}",
        entity=path,
        measures=(
            Measure("passed on", many, "count", limits["modules"]),
            Measure("of those used", way.used / many, "ratio"),
            Measure("leaves the start", found.saved_initial, "bytes", limits["bytes"]),
            Measure("leaves the build", found.saved_total, "bytes"),
        ),
        evidence=evidence(study, found.leaves if len(found.leaves) else found.gone),
        confidence=_confidence(study, way),
        scopes=BarrelFile.scopes,
        saving=saved,
        how=_how(study, way, saved),
        example=_example(study, way),
        effort=Effort.SMALL,
        wrong_if="A module that leaves does something when it is imported that is needed, such as "
        "registering itself.",
        cause=f"start\n{path}\nbarrel",
        reach=reach(study, found),
    )


def _with_range(study: Study, saved: Saving, way: BarrelWay) -> Saving:
    """The saving, which is the least, up to what it is where who does not tell uses least of the
    barrel."""
    if way.most is None:
        return saved
    most, _ = saving(study, [way.most])
    if most.of != saved.of or most.value <= saved.value:
        return saved
    method = f"{saved.method}; who uses what of the barrel is not told, so up to the least uses"
    return replace(saved, high=most.high, method=method)


def _moved(found: Outcome) -> str:
    if found.saved_initial > found.saved_total + 1_000:
        return (
            f"Of what would leave the start, {size(found.saved_initial - found.saved_total)} then "
            "load with the pages that do need them."
        )
    return ""


def _verb(way: BarrelWay) -> str:
    return "importing past it" if way.edit.kind == BYPASS else "declaring it free of side effects"


def _confidence(study: Study, way: BarrelWay) -> float:
    """Most where the built code names what each importer uses."""
    edges = study.loading.edges
    importers = edges.source[(edges.target == way.barrel.module) & ~edges.is_later]
    known = sum(int(each) in way.edit.uses for each in importers) / max(len(importers), 1)
    told = 0.85 if way.most is not None else 1.0
    return round((0.85 if len(study.built) else 0.7) * (0.6 + 0.4 * known) * told, 2)


def _how(study: Study, way: BarrelWay, saved: Saving) -> str:
    folder = study.name_of(way.barrel.module).rpartition("/")[0]
    declare = 'put a package.json with `"sideEffects": false` (or a list of those with some, as '
    declare += f'`["*.css"]`) into `{folder}`'
    past = "import each module from where it is"
    rest = f"{size(max(gain(way.other), 0))} as written"
    if way.edit.kind == BYPASS:
        better = f"{past.capitalize()}, not through `{short(study.name_of(way.barrel.module))}`."
        return f"{better} Otherwise {declare}: that alone saves {rest}."
    return f"{declare[0].upper()}{declare[1:]}. To {past} saves {rest}."


def _example(study: Study, way: BarrelWay) -> Example | None:
    importer = next(iter(way.edit.uses), None)
    if importer is None:
        return None
    folder = study.name_of(way.barrel.module).rpartition("/")[0]
    if way.edit.kind == FREE:
        name = '{ "name": "parts" }'
        after = '{ "name": "parts", "sideEffects": ["*.css"] }'
        return Example(name, after, "json", f"{folder}/package.json")
    request = _request(study, importer, way.barrel.module)
    used = [study.name_of(each) for each in way.edit.uses[importer]][:3]
    names = [identifier_of(each) for each in used]
    rows = way.edit.uses[importer]
    shown = [
        name if is_default(study, row) else f"{{ {name} }}"
        for name, row in zip(names, rows, strict=False)
    ]
    lines = [
        f"import {name} from '{request}{each.removeprefix(folder).rpartition('.')[0]}';"
        for name, each in zip(shown, used, strict=True)
    ]
    place = short(study.name_of(importer))
    before = f"import {{ {', '.join(names)} }} from '{request}';"
    return Example(before, "\n".join(lines), "javascript", place)


def _request(study: Study, importer: int, barrel: int) -> str:
    return request_of(study, importer, barrel).removesuffix("/index").removesuffix("/")
