"""The rows of the imports table behind an edge: how an import is written, and where."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import LATER, OWN_CODE, REEXPORT, URL

if TYPE_CHECKING:
    from perfview.bundles.study import Study


_SUFFIX = re.compile(r"(?:/index)?\.(?:[mc]?[jt]sx?)\Z")


@dataclass(frozen=True)
class ImportRows:
    """Rows of imports that hold, by importer and module: key int64, sorted; row int64."""

    key: NDArray[np.int64]
    row: NDArray[np.int64]
    modules: int

    def between(self, source: int, target: int) -> NDArray[np.int64]:
        """The rows of one importer and one module, in the order of the file."""
        key = source * self.modules + target
        low, high = np.searchsorted(self.key, (key, key + 1))
        return self.row[low:high]


def import_rows(study: Study) -> ImportRows:
    """The imports that hold, ready to be looked up; computed once."""
    return study.once("bundles.import_rows", lambda: _import_rows(study))


def _import_rows(study: Study) -> ImportRows:
    imports, m = study.model.imports, len(study.model.modules)
    row = np.flatnonzero(imports.is_active & (imports.kind != URL))
    key = imports.source[row].astype(np.int64) * m + imports.target[row]
    order = np.argsort(key, kind="stable")
    return ImportRows(key[order], row[order], m)


@dataclass(frozen=True)
class Written:
    """How an import stands in the source: what is asked for, the line (0 unknown), whether it is
    passed on (``export … from``)."""

    request: str
    line: int
    is_passed_on: bool


def written(study: Study, source: int, target: int) -> Written:
    """How `source` asks for `target` along with itself; the request is the module's path where the
    stats do not tell it."""
    imports, texts = study.model.imports, study.model.strings
    rows = import_rows(study).between(source, target)
    rows = rows[~np.isin(imports.kind[rows], LATER)]
    asked = [int(imports.request[row]) for row in rows if imports.request[row] >= 0]
    lines = [int(line) for line in imports.line[rows] if line > 0]
    request = texts[asked[0]] if asked else ""
    return Written(
        request or study.name_of(target),
        min(lines, default=0),
        bool((imports.kind[rows] == REEXPORT).any()),
    )


def request_of(study: Study, source: int, target: int) -> str:
    """How `source` would write the import: as it does, else relative to itself, or by the package's
    name."""
    request, path = written(study, source, target).request, study.name_of(target)
    is_own = int(study.model.modules.package[target]) == OWN_CODE
    # Some tools tell where a request leads instead of how it is written.
    if request != path and not (is_own and path.startswith(request)):
        return request
    if not is_own:
        return study.package_of(target)
    folder = posixpath.dirname(study.name_of(source)) or "."
    if path.startswith("/") != folder.startswith("/"):
        return path
    found = _SUFFIX.sub("", posixpath.relpath(path, folder))
    return found if found.startswith("..") else f"./{found}"
