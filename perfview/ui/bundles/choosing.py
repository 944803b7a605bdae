"""Choosing modules, packages, chunks and files in the selection that all views of a bundle share.

`Focus.row` is the chosen module (of stats without modules: the file), `operation` the chosen
package (a row of `Packages`), `node` the chosen chunk, `rows` the modules and `groups` the packages
that a recommendation points at, or, without one, several modules chosen at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_NO_ROWS = np.zeros(0, np.int32)


def choose_module(document: Document, origin: object, module: int) -> None:
    """Choose a module and with it its package, -1 for none, in every view."""
    document.selection.change(origin, **_of_module(document, module))


def reveal_module(document: Document, module: int, view: str = "", origin: object = None) -> None:
    """Choose a module, bring a view (a slug) to the front if one is named, and go there."""
    _reveal(document, view, origin, _of_module(document, module))


def choose_modules(document: Document, origin: object, modules: NDArray[np.int32]) -> None:
    """Choose several modules (int32) at once, those of a folder for one."""
    document.selection.change(origin, **_parts(rows=modules))


def choose_package(document: Document, origin: object, package: int) -> None:
    """Choose a package (a row of `Packages`, -1 for none) and none of its modules."""
    document.selection.change(origin, **_parts(operation=package))


def reveal_package(document: Document, package: int, view: str = "", origin: object = None) -> None:
    """Choose a package, bring a view to the front if one is named, and go there."""
    _reveal(document, view, origin, _parts(operation=package))


def choose_chunk(document: Document, origin: object, chunk: int) -> None:
    """Choose a chunk (-1 for none) and nothing in it."""
    document.selection.change(origin, **_parts(node=chunk))


def reveal_chunk(document: Document, chunk: int, view: str = "", origin: object = None) -> None:
    """Choose a chunk, bring a view to the front if one is named, and go there."""
    _reveal(document, view, origin, _parts(node=chunk))


def choose_asset(document: Document, origin: object, asset: int) -> None:
    """Choose a file of stats without modules, -1 for none."""
    document.selection.change(origin, **_parts(row=asset))


def chosen_module(study: Study, focus: Focus) -> int:
    """The module a focus is about, -1 for none."""
    return focus.row if 0 <= focus.row < len(study.model.modules) else -1


def chosen_package(study: Study, focus: Focus) -> int:
    """The package a focus is about: that of the chosen module, else chosen; -1 for none. What a
    recommendation points at is in `Focus.groups`."""
    module = chosen_module(study, focus)
    if module >= 0:
        return int(study.model.modules.package[module])
    return focus.operation if 0 <= focus.operation < len(study.model.packages) else -1


def chosen_chunk(study: Study, focus: Focus) -> int:
    """The chunk a focus is about, -1 for none."""
    return focus.node if 0 <= focus.node < len(study.model.chunks) else -1


def chosen_asset(study: Study, focus: Focus) -> int:
    """The file a focus is about in stats without modules, -1 for none."""
    is_file = not len(study.model.modules) and 0 <= focus.row < len(study.model.assets)
    return focus.row if is_file else -1


def _reveal(document: Document, view: str, origin: object, parts: dict[str, Any]) -> None:
    if view:
        document.view_wanted.emit(view)
    document.selection.reveal(origin, **parts)


def _of_module(document: Document, module: int) -> dict[str, Any]:
    study: Study = document.opened.study
    package = int(study.model.modules.package[module]) if module >= 0 else -1
    return _parts(row=module, operation=package)


def _parts(
    row: int = -1, operation: int = -1, node: int = -1, rows: NDArray[np.int32] = _NO_ROWS
) -> dict[str, Any]:
    return {
        "row": row,
        "operation": operation,
        "node": node,
        "rows": rows,
        "groups": _NO_ROWS,
        "recommendation": "",
    }
