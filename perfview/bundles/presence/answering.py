"""Why a module or a package is in the bundle, for `perfview why`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import IMPORT_KINDS, LATER, OWN_CODE
from perfview.bundles.naming.choosing import modules_named
from perfview.bundles.presence.paths import Way, sole_imports, ways
from perfview.bundles.study import Study
from perfview.findings.forecast import UnanswerableError
from perfview.findings.presence import Group, Reason, Reasons
from perfview.findings.quantities import plural, size

_OPTION = "OBJECT"
_ONE_BY_ONE = 3
"""Modules of several that are told one by one: the heaviest."""
_GROUPS = 12


def answer(study: Study, wanted: str, most_paths: int) -> Reasons:
    """Why what is named by a path, a part of one, or a package is in the build, with up to
    `most_paths` ways of imports from an entry. Raises UnanswerableError."""
    if not len(study.model.modules):
        raise UnanswerableError("The stats hold no modules, only files.", "FILE")
    modules = modules_named(study, wanted, _OPTION)
    weight = study.weights.of_module[modules]
    order = modules[np.lexsort((modules, -weight))]
    first = _asked_first(study, modules) if len(modules) > 1 else modules
    chosen = first if len(first) <= _ONE_BY_ONE else first[:_ONE_BY_ONE]
    return Reasons(
        subject=_subject(study, wanted, order),
        reasons=tuple(_reason(study, int(each), most_paths) for each in chosen),
        groups=_groups(study, modules) if len(modules) > 1 else (),
        told={
            "modules": len(modules),
            "bytes": int(weight.sum()),
            "initial_bytes": int(study.weights.at_start[modules].sum()),
        },
    )


def _asked_first(study: Study, modules: NDArray[np.int32]) -> NDArray[np.int32]:
    """Those among some modules that others import, what brings most of them in first."""
    edges = study.loading.edges
    outside = np.isin(edges.target, modules) & ~np.isin(edges.source, modules)
    found = np.unique(edges.target[outside])
    if not len(found):
        found = modules
    retained = study.dominated.retained_bytes[found]
    return found[np.lexsort((found, -retained))]


def _subject(study: Study, wanted: str, order: NDArray[np.int32]) -> str:
    total, start = study.weights.of_module[order].sum(), study.weights.at_start[order].sum()
    part = "all" if start == total else size(int(start))
    held = f"{size(int(total))}, {part} of it at start" if start else size(int(total))
    if len(order) == 1:
        return f"{study.name_of(int(order[0]))} ships {held}."
    return f"“{wanted}” is {plural(len(order), 'module')}: {held}."


def _groups(study: Study, modules: NDArray[np.int32]) -> tuple[Group, ...]:
    """Who outside asks for them, each importer with what it asks for."""
    edges = study.loading.edges
    outside = np.isin(edges.target, modules) & ~np.isin(edges.source, modules)
    source, target = edges.source[outside], edges.target[outside]
    found = []
    for importer in np.unique(source).tolist():
        asked = np.unique(target[source == importer])
        weight = int(study.dominated.retained_bytes[asked].sum())
        found.append(Group(f"imported by {study.name_of(importer)}", len(asked), weight))
    found.sort(key=lambda group: (-group.size_bytes, group.way))
    return tuple(found[:_GROUPS])


def _reason(study: Study, module: int, most_paths: int) -> Reason:
    found = ways(study, module, most_paths)
    name = study.name_of(module)
    told: dict[str, Any] = {
        "module": name,
        "package": study.package_of(module),
        "bytes": int(study.weights.of_module[module]),
        "initial_bytes": int(study.weights.at_start[module]),
        "retained_bytes": int(study.dominated.retained_bytes[module]),
        "is_initial": bool(study.loading.reached.at_start[module]),
        "path": [study.name_of(int(each)) for each in found[0].modules] if found else [],
        "paths": len(found),
        "sole_import": _sole(study, module),
    }
    return Reason(name, _sentence(study, module, found), _written(study, found), told)


def _written(study: Study, found: list[Way]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_way(study, way) for way in found))


def _way(study: Study, way: Way) -> str:
    imports = study.model.imports
    parts = [study.name_of(int(way.modules[0]))]
    for row, module in zip(way.imports.tolist(), way.modules[1:].tolist(), strict=True):
        arrow = "⇢" if imports.kind[row] in LATER else "→"
        line = f":{imports.line[row]}" if imports.line[row] > 0 else ""
        parts[-1] += line
        parts.append(f"{arrow} {study.name_of(module)}")
    return " ".join(parts)


def _sentence(study: Study, module: int, found: list[Way]) -> str:
    name, entries = study.name_of(module), study.loading.entries
    if module in entries:
        return f"{name} is an entry of the build."
    if not found:
        return f"Nothing that loads imports {name}: it is in the stats, yet not in the graph."
    way = found[0]
    last = int(way.imports[-1])
    importer = study.name_of(int(way.modules[-2]))
    imports, texts = study.model.imports, study.model.strings
    asked = IMPORT_KINDS[int(imports.kind[last])]
    request = texts[imports.request[last]]
    as_what = f" as “{request}”" if request else ""
    when = "loads at start" if study.loading.reached.at_start[module] else "loads later"
    steps = f"{plural(len(way), 'import')} from {study.name_of(int(way.modules[0]))}"
    sole = _sole(study, module)
    only = f" Without {sole['source']} → {sole['target']} it would not." if sole else ""
    return f"{name} {when}, {steps}: {importer} asks for it{as_what} ({asked}).{only}"


def _sole(study: Study, module: int) -> dict[str, str] | None:
    """The import nearest to the module without which it would not load at start; one in own code
    where there is such a one, since only there it can be changed."""
    rows = sole_imports(study, module)
    if not len(rows):
        return None
    imports = study.model.imports
    own = rows[study.model.modules.package[imports.source[rows]] == OWN_CODE]
    row = int((own if len(own) else rows)[0])
    source, target = int(imports.source[row]), int(imports.target[row])
    return {"source": study.name_of(source), "target": study.name_of(target)}
