"""Which browsers a project builds for, as it says itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from perfview.bundles.study import Study

_MOST_BYTES = 1 << 20
_OLD = re.compile(
    r"\b(?:ie|explorer|ie_mob|op_mini|android [0-4])\b|\bsafari\s*(?:>=?\s*)?(?:[1-9]|10)\b|"
    r"\bchrome\s*(?:>=?\s*)?[1-5]?\d\b|\bfirefox\s*(?:>=?\s*)?[1-5]?\d\b",
    re.IGNORECASE,
)
"""Queries of browserslist that name browsers without modules, classes and async functions."""
_SHARE = re.compile(r">=?\s*([\d.]+)\s*%")
_NOT_OLD = re.compile(r"not\s+(?:ie|op_mini|dead)", re.IGNORECASE)
_WIDE = 0.2
"""Percent: who takes browsers with so small a share takes old ones, unless they are excluded."""


@dataclass(frozen=True)
class Targets:
    """Whether a project builds only for browsers of today (None: it does not say, or not here), and
    a sentence."""

    are_modern: bool | None
    words: str


def targets_of(study: Study) -> Targets:
    """Read from ``.browserslistrc`` or package.json, where the project is at hand."""
    root = study.furnished.root
    queries = _queries(root) if root is not None else None
    if queries is None:
        return Targets(None, "Which browsers the project is for is not known here.")
    told = ", ".join(queries)
    shown = told if len(told) <= 60 else f"{told[:59]}…"
    if _takes_old(queries):
        return Targets(False, f"The project's browserslist ({shown}) names old browsers.")
    return Targets(True, f"The project's browserslist ({shown}) names no browser that needs them.")


def _takes_old(queries: list[str]) -> bool:
    wanted = [q for q in queries if not q.lower().lstrip().startswith("not ")]
    text = ", ".join(queries)
    if any(_OLD.search(query) for query in wanted):
        return True
    shares = [float(found) for query in wanted for found in _SHARE.findall(query) if _is(found)]
    return bool(shares) and min(shares) < _WIDE and not _NOT_OLD.search(text)


def _is(number: str) -> bool:
    return number.count(".") <= 1 and number != "."


def _queries(root: Path) -> list[str] | None:
    lines = _text(root / ".browserslistrc")
    if lines is not None:
        plain = (line.partition("#")[0].strip() for line in lines.splitlines())
        return [line for line in plain if line and not line.startswith("[")] or None
    package = _text(root / "package.json")
    try:
        found = json.loads(package)["browserslist"] if package else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if isinstance(found, dict):
        found = found.get("production")
    if isinstance(found, str):
        found = [found]
    return [str(each) for each in found] if isinstance(found, list) and found else None


def _text(path: Path) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return path.read_text("utf-8", "replace")
    except OSError:
        return None
