"""What a module exports, as far as stats or its code tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.searching.code_names import names_in_code
from perfview.bundles.searching.import_rows import written
from perfview.bundles.searching.source_imports import SourceImport, asks_for, imports_in
from perfview.bundles.searching.wording import identifier_of

if TYPE_CHECKING:
    from perfview.bundles.study import Study

_MADE_UP = re.compile(r"^(?:import_|require_|init_|__|_?interop|\$parcel)")
"""Names that bundlers give: what an importer calls a package is no export."""


def exported_names(study: Study, module: int) -> frozenset[str]:
    """The names under which others may use a module: its exports where the stats tell them, else
    the names at the top level of its code, and that of its file."""
    own = identifier_of(study.name_of(module))
    told = _told(study, module)
    if told:
        return frozenset(told - {"default"} | {own})
    names = names_in_code(study).get(module)
    if names is None or not names.depth:
        return frozenset((own,))
    top = {name for name, depth in names.depth.items() if depth == names.ground and len(name) > 2}
    return frozenset({name for name in top if not _MADE_UP.match(name)} | {own})


def _told(study: Study, module: int) -> set[str]:
    exports = study.model.exports
    order = study.once("bundles.exports_by_module", lambda: np.argsort(exports.module))
    low, high = np.searchsorted(exports.module, (module, module + 1), sorter=order)
    return {study.model.strings[exports.name[row]] for row in order[low:high]}


def is_default(study: Study, module: int) -> bool:
    """Whether what others use of a module is its default export; so it is taken where neither its
    source nor the bundler tells."""
    names, told = names_in_code(study).get(module), _told(study, module)
    if names is not None and names.text:
        return "export default" in names.text or "as default" in names.text
    return "default" in told or not told


def imported_names(study: Study, importer: int, target: int) -> list[str]:
    """The names by which a module imports parts of another, by its source or by what the bundler
    says is exported; [] where neither tells, or for the default export."""
    found = imports_of(study, importer, target)
    if found is None:
        return sorted(_told(study, target))
    return [name for each in found for name in each.names.values() if name.isidentifier()]


def imports_of(study: Study, importer: int, target: int) -> list[SourceImport] | None:
    """The statements by which a module imports another, None where its source is not at hand."""
    names, asked = names_in_code(study).get(importer), written(study, importer, target).request
    if names is None or not names.text:
        return None
    path = study.name_of(target)
    return [each for each in imports_in(names.text) if asks_for(each, asked, path)]
