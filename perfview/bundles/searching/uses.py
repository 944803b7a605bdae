"""When an import is used: as soon as its module runs, in a function, or only in callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.bundles.searching.code_names import Names, names_in_code
from perfview.bundles.searching.exported import exported_names
from perfview.bundles.searching.first_shown import when_shown
from perfview.bundles.searching.import_rows import written
from perfview.bundles.searching.source_imports import asks_for, imports_in, least_depth

if TYPE_CHECKING:
    from perfview.bundles.study import Study

UNKNOWN, TOP_LEVEL, FUNCTIONS, HANDLERS = "", "top level", "functions", "callbacks"

_BY_DEPTH = (TOP_LEVEL, FUNCTIONS, HANDLERS)


def when_used(study: Study, importer: int, target: int) -> str:
    """When the first use of an import comes, "" where no code tells.

    Read from the importer's source where a source map carries it, else uses are the names that the
    module exports, in the importer's code as built. A use two functions deep stands in a callback:
    of a component, of an effect, of a listener.
    """
    names = names_in_code(study).get(importer)
    if names is None:
        return UNKNOWN
    depth = _in_source(study, names, importer, target) if names.text else None
    if depth is None:
        depth = _in_code(study, names, target)
    return UNKNOWN if depth is None else _BY_DEPTH[min(max(depth, 0), 2)]


def where_shown(study: Study, importer: int, target: int) -> str:
    """When an importer shows the component that it imports (see `first_shown`), "" where its source
    is not at hand or does not tell."""
    names = names_in_code(study).get(importer)
    if names is None or not names.text:
        return UNKNOWN
    local = _local_names(study, names, importer, target)
    return when_shown(names.text, local) if local else UNKNOWN


def _local_names(study: Study, names: Names, importer: int, target: int) -> set[str]:
    """What an importer calls what it imports of a module, by its source."""
    request, path = written(study, importer, target).request, study.name_of(target)
    asked = [each for each in imports_in(names.text) if asks_for(each, request, path)]
    return {name for each in asked for name in each.names}


def _in_source(study: Study, names: Names, importer: int, target: int) -> int | None:
    local = _local_names(study, names, importer, target)
    return least_depth(names.text, local) if local else None


def _in_code(study: Study, names: Names, target: int) -> int | None:
    wanted = exported_names(study, target)
    depths = [depth for name, depth in names.depth.items() if name in wanted]
    return min(depths) - names.ground if depths else None
