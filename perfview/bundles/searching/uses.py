"""When an import is used: as soon as its module runs, in a function, or only in callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.bundles.searching.code_names import Names, names_in_code
from perfview.bundles.searching.exported import exported_names

if TYPE_CHECKING:
    from perfview.bundles.study import Study

UNKNOWN, TOP_LEVEL, FUNCTIONS, HANDLERS = "", "top level", "functions", "callbacks"

_BY_DEPTH = (TOP_LEVEL, FUNCTIONS, HANDLERS)


def when_used(study: Study, importer: int, target: int) -> str:
    """When the first use of an import comes, "" where no code tells.

    Uses are the names that the module exports, in the importer's code as built. A use two functions
    deep stands in a callback: of a component, of an effect, of a listener.
    """
    names = names_in_code(study).get(importer)
    if names is None:
        return UNKNOWN
    wanted = exported_names(study, target)
    depths = [depth for name, depth in names.depth.items() if name in wanted]
    if not depths:
        return UNKNOWN
    return _BY_DEPTH[min(max(min(depths) - _ground(names), 0), 2)]


def _ground(names: Names) -> int:
    """How deep the module's own top level stands: bundlers may put it into a function."""
    return min(names.depth.values())
