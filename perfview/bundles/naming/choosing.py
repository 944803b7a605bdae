"""Modules, folders and packages of a build by what somebody calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import plural

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_LISTED = 12
"""Matches that are named when a text fits several."""

_PART = re.compile(r"\?.*$|(?: \([^/]*\))+$")
"""What tells apart the modules that are made of one file (`naming.paths.clean_paths`)."""


def modules_named(study: Study, text: str, option: str) -> NDArray[np.int32]:
    """The modules that a text means, int32, ascending: one by its path or by an end or a part of it
    that is unique, all of a folder, all of a package (its name, ``name@version``, or its folder).
    A file that several modules are made of (the script, template and styles of a component; one a
    layer) means all of them.

    Raises UnanswerableError, with the matches where there are several.
    """
    wanted = _plain(text)
    if not wanted:
        raise UnanswerableError("Name a module, a folder or a package.", option)
    found = _exactly(study, wanted)
    if found is None:
        found = _by_part(study, wanted, option)
    return np.sort(found).astype(np.int32)


def packages_named(study: Study, text: str, option: str) -> NDArray[np.int32]:
    """The rows of `Packages` that a text means, int32: a name (all of its copies), ``name@version``
    or a folder. Raises UnanswerableError naming what is near."""
    wanted = _plain(text)
    found = _packages(study, wanted)
    if not len(found):
        names = sorted({name for name in _names(study) if wanted and wanted in name})
        near = f" There are: {_listed(names)}." if names else ""
        raise UnanswerableError(f"No package “{text}” is in this build.{near}", option)
    return found


def _plain(text: str) -> str:
    return text.strip().replace("\\", "/").removeprefix("./")


def _exactly(study: Study, wanted: str) -> NDArray[np.integer] | None:
    """A module's whole path, a package, or a folder's whole path; None for none of them."""
    modules = study.model.modules
    rows = _made_of(study).get(wanted)
    if rows is None:
        name = study.model.strings.find(wanted)
        rows = np.flatnonzero(modules.name == name).tolist() if name >= 0 else []
    if rows:
        return np.array(rows, np.int64)
    packages = _packages(study, wanted.rstrip("/"))
    if len(packages):
        return np.flatnonzero(np.isin(modules.package, packages))
    folder = f"{wanted.rstrip('/')}/"
    inside = [row for row, path in enumerate(_paths(study)) if path.startswith(folder)]
    return np.array(inside, np.int64) if inside else None


def _packages(study: Study, wanted: str) -> NDArray[np.int32]:
    packages, texts = study.model.packages, study.model.strings
    found = [
        row
        for row in range(len(packages))
        if wanted in (texts[packages.name[row]], texts[packages.folder[row]])
        or wanted == f"{texts[packages.name[row]]}@{texts[packages.version[row]]}"
    ]
    return np.array(found, np.int32)


def _by_part(study: Study, wanted: str, option: str) -> NDArray[np.integer]:
    """By the end of a path, by a folder somewhere in it, by any part: the first of these ways that
    fits anything has to fit one thing only."""
    paths, made_of = _paths(study), _made_of(study)
    ends = [file for file in made_of if file.endswith(f"/{wanted}")]
    if len(ends) == 1:
        return np.array(made_of[ends[0]])
    folders = _folders(paths, wanted)
    if not ends and len(folders) == 1:
        folder = next(iter(folders))
        return np.array([row for row, path in enumerate(paths) if path.startswith(folder)])
    matches = ends + sorted(folders)
    if not matches:
        return _by_any_part(study, wanted, option)
    raise _several(wanted, matches, option)


def _by_any_part(study: Study, wanted: str, option: str) -> NDArray[np.integer]:
    """By a part of one file's path, or of one module's (its query) where no file's has it."""
    made_of, paths = _made_of(study), _paths(study)
    said = wanted.lower()
    found = {file: rows for file, rows in made_of.items() if said in file.lower()}
    if not found:
        found = {path: [row] for row, path in enumerate(paths) if said in path.lower()}
    if not found:
        raise UnanswerableError(f"Nothing in this build is called “{wanted}”.", option)
    if len(found) > 1:
        raise _several(wanted, list(found), option)
    return np.array(next(iter(found.values())))


def _several(wanted: str, matches: list[str], option: str) -> UnanswerableError:
    said = f"“{wanted}” fits {plural(len(matches), 'thing')}: {_listed(matches)}."
    return UnanswerableError(f"{said} Give more of the path.", option)


def _made_of(study: Study) -> dict[str, list[int]]:
    """The modules made of each file, by its path, worked out once a study."""
    return study.once("bundles.modules of files", lambda: _grouped(_paths(study)))


def _grouped(paths: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, path in enumerate(paths):
        file = _PART.sub("", path) if "?" in path or " (" in path else path
        found.setdefault(file or path, []).append(row)
    return found


def _folders(paths: list[str], wanted: str) -> set[str]:
    """The folders, with a slash behind, that end with a text."""
    pattern = re.compile(rf"(?:.*/)?{re.escape(wanted.rstrip('/'))}/")
    return {found[0] for path in paths if (found := pattern.match(path))}


def _paths(study: Study) -> list[str]:
    texts = study.model.strings
    return study.once("paths", lambda: texts.take(study.model.modules.name.tolist()))


def _names(study: Study) -> list[str]:
    return study.model.strings.take(study.model.packages.name.tolist())


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_LISTED])
    return f"{shown} and {len(names) - MOST_LISTED:,} more" if len(names) > MOST_LISTED else shown
