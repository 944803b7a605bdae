"""Files and folders that were given along with a build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from perfview.bundles.furnished import Budget, Covered
from perfview.bundles.furnishing.budgets import budgets_in
from perfview.bundles.furnishing.coverage import coverage_in
from perfview.bundles.furnishing.json_files import json_in
from perfview.bundles.furnishing.locks import LOCKS
from perfview.findings.forecast import UnanswerableError
from perfview.recording.report import ImportReport

_OPTION = "--with"
_WANTED = (
    "budgets of size-limit, bundlewatch or bundlesize (JSON), coverage of a browser (JSON from "
    "DevTools, Puppeteer or Playwright), a lock file, or the folder of the built files"
)


@dataclass
class Given:
    """What was given: budgets None where none of the files is about any."""

    budgets: tuple[Budget, ...] | None = None
    coverage: tuple[Covered, ...] = ()
    lock: Path | None = None
    folders: list[Path] = field(default_factory=list)


def taken(given: Sequence[Path], report: ImportReport) -> Given:
    """What these files and folders tell. Raises UnanswerableError for one that tells nothing."""
    found = Given()
    for path in given:
        if path.is_dir():
            found.folders.append(path)
        elif path.name in LOCKS or path.name == "yarn.lock":
            found.lock = path
        else:
            _take_json(path, found, report)
    return found


def tells_more(path: Path) -> bool:
    """Whether a file is one of those that can be given along."""
    try:
        taken([path], ImportReport())
    except UnanswerableError:
        return False
    return path.is_file()


def _take_json(path: Path, found: Given, report: ImportReport) -> None:
    value = json_in(path)
    if value is None:
        why = "cannot be read as JSON" if path.is_file() else "is no file"
        raise UnanswerableError(f"{path.name} {why}. It could be {_WANTED}.", _OPTION)
    budgets, coverage = budgets_in(value, path.name, report), coverage_in(value)
    if budgets is not None:
        found.budgets = (found.budgets or ()) + budgets
    elif coverage is not None:
        found.coverage += coverage
    else:
        raise UnanswerableError(f"{path.name} is none of what it could be: {_WANTED}.", _OPTION)
