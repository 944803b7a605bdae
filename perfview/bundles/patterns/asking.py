"""Who imports something, and how people are told of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE, URL
from perfview.bundles.study import Study
from perfview.findings.quantities import number
from perfview.kernels.grouping import gather


def importers(study: Study, targets: NDArray[np.int32]) -> NDArray[np.int32]:
    """Modules that ship and import any of these from outside of them, own code first, int32."""
    imports, modules = study.model.imports, study.model.modules
    rows = imports_of(study, targets)
    source = imports.source[rows]
    inside = np.zeros(len(modules), np.bool_)
    inside[targets] = True
    asked = ~inside[source] & imports.is_active[rows] & (imports.kind[rows] != URL)
    asked &= study.loading.reached.at_all[source]
    found = np.unique(source[asked])
    order = np.lexsort((found, modules.package[found] != OWN_CODE))
    ordered: NDArray[np.int32] = found[order].astype(np.int32)
    return ordered


def imports_of(study: Study, targets: NDArray[np.int32]) -> NDArray[np.int32]:
    """The rows of `Imports` that lead to any of these modules, int32."""
    imports, m = study.model.imports, len(study.model.modules)
    first, rows = study.once(
        "imports_by_target", lambda: gather(np.array(imports.target, np.int32), m)
    )
    return _of_groups(first, rows, targets)


def edges_into(study: Study, targets: NDArray[np.int32]) -> NDArray[np.int32]:
    """The rows of `Loading.edges` that lead to any of these modules, int32."""
    edges, m = study.loading.edges, len(study.model.modules)
    first, rows = study.once("edges_by_target", lambda: gather(np.array(edges.target, np.int32), m))
    return _of_groups(first, rows, targets)


def _of_groups(
    first: NDArray[np.int64], rows: NDArray[np.int32], groups: NDArray[np.int32]
) -> NDArray[np.int32]:
    found = [rows[first[each] : first[each + 1]] for each in np.unique(groups).tolist()]
    together: NDArray[np.int32] = np.concatenate(found) if found else rows[:0]
    return together


def own(study: Study, modules: NDArray[np.int32]) -> NDArray[np.int32]:
    """Those of own code."""
    found: NDArray[np.int32] = modules[study.model.modules.package[modules] == OWN_CODE]
    return found


def packages_among(study: Study, modules: NDArray[np.int32]) -> list[int]:
    """Rows of the packages that these belong to, each once."""
    rows = np.unique(study.model.modules.package[modules])
    return [int(row) for row in rows if row >= 0]


def place_of(study: Study, source: int, targets: NDArray[np.int32]) -> str:
    """Where a module imports any of these: ``src/routes/Users.jsx:4``, or its path alone."""
    imports = study.model.imports
    rows = np.flatnonzero((imports.source == source) & np.isin(imports.target, targets))
    lines = imports.line[rows]
    line = int(lines[lines > 0].min()) if (lines > 0).any() else 0
    return f"{study.name_of(source)}:{line}" if line else study.name_of(source)


def request_of(study: Study, source: int, targets: NDArray[np.int32]) -> str:
    """How a module writes what it imports of these; "" where the stats do not tell."""
    imports = study.model.imports
    rows = np.flatnonzero((imports.source == source) & np.isin(imports.target, targets))
    words = [study.model.strings[int(imports.request[row])] for row in rows.tolist()]
    return next((word for word in words if word), "")


def listed(names: Sequence[str], most: int = 3) -> str:
    """`a`, `a and b`, `a, b and 4 more`."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{number(len(names) - most)} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def told_by(study: Study, modules: NDArray[np.int32], most: int = 3) -> str:
    """Modules in a sentence: own ones by path, those of packages by the package, each once."""
    names = [f"`{study.package_of(m) or study.name_of(m)}`" for m in modules.tolist()]
    return listed(list(dict.fromkeys(names)), most) if names else "nobody"


def imported_by(study: Study, targets: NDArray[np.int32]) -> str:
    """A sentence, with a blank before it, on who imports any of these; "" where nobody is known
    to."""
    found = importers(study, targets)
    return f" It is imported by {told_by(study, found)}." if len(found) else ""
