"""Which files of a build a budget is about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from perfview.bundles.furnished import Budget
from perfview.bundles.model import MAP

if TYPE_CHECKING:
    from perfview.bundles.study import Study


def budget_files(study: Study, budget: Budget) -> list[int]:
    """The rows of `Assets` that a budget is about, in order; maps are none.

    Budgets name files from the project's folder. Where it is not known where the files stand in it,
    a pattern's first folders may be missing from the names in the stats.
    """
    patterns = [line for line in budget.pattern.split("\n") if line]
    assets = study.model.assets
    paths = {row: _path(study, row) for row in np.flatnonzero(assets.kind != MAP).tolist()}
    found: set[int] = set()
    for pattern in patterns:
        if not pattern.startswith("!"):
            found |= _meant(_plain(pattern), paths)
    for pattern in patterns:
        if pattern.startswith("!"):
            found -= _meant(_plain(pattern[1:]), paths)
    return sorted(found)


def _plain(pattern: str) -> str:
    pattern = pattern.removeprefix("./").lstrip("/")
    return f"{pattern}**" if pattern.endswith("/") else pattern


def _path(study: Study, row: int) -> tuple[str, bool]:
    """The path of a file from the project on, and whether that is all of it."""
    root, built = study.furnished.root, study.built.by_asset.get(row)
    if root is not None and built is not None and built.path.is_relative_to(root):
        return built.path.relative_to(root).as_posix(), True
    name = study.model.strings[study.model.assets.name[row]]
    return name.partition("?")[0].lstrip("/"), False


def _meant(pattern: str, paths: dict[int, tuple[str, bool]]) -> set[int]:
    """The files a pattern fits: the whole of it, else as much of its end as fits any."""
    parts = pattern.split("/")
    for first in range(len(parts)):
        fits = _pattern("/".join(parts[first:])).fullmatch
        found = {
            row for row, (path, is_whole) in paths.items() if first * is_whole == 0 and fits(path)
        }
        if found:
            return found
    return set()


_WORDS = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}


@lru_cache(maxsize=1024)
def _pattern(glob: str) -> re.Pattern[str]:
    """A glob (``**``, ``*``, ``?``, ``[ab]``, ``{a,b}``) as a pattern of whole paths."""
    found, at, depth = "", 0, 0
    while at < len(glob):
        letter = glob[at]
        closing = glob.find("]", at + 2) if letter == "[" else -1
        if glob.startswith("**", at):
            is_folder = glob.startswith("**/", at)
            found, at = found + ("(?:[^/]+/)*" if is_folder else ".*"), at + 2 + is_folder
            continue
        if closing > 0:
            inside = glob[at + 1 : closing].replace("\\", "\\\\").replace("[", "\\[")
            inside = f"^{inside[1:]}" if inside[0] == "!" else inside
            found, at = f"{found}[{inside}]", closing + 1
            continue
        depth += (letter == "{") - (letter == "}")
        found += "|" if letter == "," and depth > 0 else _WORDS.get(letter, re.escape(letter))
        at += 1
    try:
        return re.compile(found)
    except re.error:
        # Braces that do not close stand for themselves.
        return re.compile(re.escape(glob))
