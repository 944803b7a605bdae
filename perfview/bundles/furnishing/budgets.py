"""Budgets a project sets itself: size-limit, bundlewatch, bundlesize.

Of size-limit all files of an entry are summed, compressed with brotli unless it says otherwise, and
kB are 1,000 bytes (its README; bytes-iec). bundlewatch and bundlesize hold each file against the
limit, compressed with gzip unless they say otherwise, and kB are 1,024 bytes (npm's `bytes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from perfview.bundles.furnished import Budget
from perfview.bundles.furnishing.json_files import Reading, bytes_in, json_in
from perfview.recording.report import ImportReport

_FILES = (
    (".size-limit.json", "size-limit"),
    (".size-limit", "size-limit"),
    ("bundlewatch.config.json", "bundlewatch"),
    (".bundlewatch.config.json", "bundlewatch"),
    ("bundlesize.config.json", "bundlesize"),
)
_PROGRAMS = tuple(
    name + suffix
    for name in (".size-limit", "bundlewatch.config", ".bundlewatch.config")
    for suffix in (".js", ".cjs", ".mjs", ".ts")
)
"""The same written as programs, which are not run."""

_SIZE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$", re.IGNORECASE)
_POWER = {"": 0, "b": 0, "kb": 1, "mb": 2, "gb": 3, "kib": 1, "mib": 2, "gib": 3}
_COMPRESSIONS = ("none", "gzip", "brotli")

_MOST = 500
"""Budgets of one file that are taken."""


def budgets_of(root: Path, report: ImportReport, read: Reading = bytes_in) -> tuple[Budget, ...]:
    """The budgets of a project. Ones that cannot be understood are told in the report."""
    found: list[Budget] = []
    package = json_in(root / "package.json", read=read)
    if isinstance(package, dict):
        for tool in ("size-limit", "bundlewatch", "bundlesize"):
            found += _of_tool(tool, package.get(tool), "package.json", report)
    for name, tool in _FILES:
        found += _of_tool(tool, json_in(root / name, read=read), name, report)
    for name in _PROGRAMS:
        if (root / name).is_file():
            detail = f"The budgets in {name} are a program, which is not run; JSON would be read."
            report.note("budgets-not-read", 1, detail)
    return tuple(found)


def budgets_in(value: Any, origin: str, report: ImportReport) -> tuple[Budget, ...] | None:
    """The budgets of a file that was given; None where it holds none."""
    if isinstance(value, dict):
        tools = [tool for tool in ("size-limit", "bundlewatch", "bundlesize") if tool in value]
        if tools:
            each = (_of_tool(tool, value[tool], origin, report) for tool in tools)
            return tuple(budget for budgets in each for budget in budgets)
        if isinstance(value.get("files"), list) and _looks(value["files"], "maxSize"):
            return tuple(_of_tool("bundlewatch", value, origin, report))
    if isinstance(value, list) and _looks(value, "limit"):
        return tuple(_of_tool("size-limit", value, origin, report))
    if isinstance(value, list) and _looks(value, "maxSize"):
        return tuple(_of_tool("bundlesize", value, origin, report))
    return None


def _looks(entries: list[Any], key: str) -> bool:
    return any(isinstance(each, dict) and key in each for each in entries)


def _of_tool(tool: str, value: Any, origin: str, report: ImportReport) -> list[Budget]:
    default = "brotli" if tool == "size-limit" else "gzip"
    if isinstance(value, dict):
        told = value.get("defaultCompression")
        default = told if told in _COMPRESSIONS else default
        value = value.get("files")
    entries = value if isinstance(value, list) else []
    found, wrong = [], 0
    for entry in entries[:_MOST]:
        if not isinstance(entry, dict) or ("limit" not in entry and "maxSize" not in entry):
            continue
        budget = _budget(tool, entry, default, origin)
        wrong += budget is None
        found += [budget] if budget is not None else []
    detail = f"Budgets in {origin} are not about files, or their limit is no size."
    report.note("budgets-not-read", wrong, detail)
    return found


def _budget(tool: str, entry: dict[str, Any], default: str, origin: str) -> Budget | None:
    is_sum = tool == "size-limit"
    limit = size_of(entry.get("limit" if is_sum else "maxSize"), 1000 if is_sum else 1024)
    pattern = "\n".join(_paths(entry.get("path")))
    # With "import" it bundles a part of its own, which is in no file of this build.
    if limit is None or not pattern or entry.get("import"):
        return None
    told = entry.get("compression")
    compression = told if told in _COMPRESSIONS else default
    if is_sum and entry.get("brotli") is False:
        compression = "none"
    if is_sum and entry.get("gzip") is not None:
        compression = "gzip" if entry["gzip"] else compression
    name = entry.get("name")
    shown = name if isinstance(name, str) and name else pattern.replace("\n", ", ")
    return Budget(shown, pattern, limit, compression, origin, each=not is_sum)


def _paths(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each.strip():
            yield each.strip().replace("\\", "/")


def size_of(value: Any, thousand: int) -> int | None:
    """Bytes in ``300 kB``, ``1.5 MiB``, ``2048``; None for what is no size. `thousand`: how many
    bytes a kB has; a KiB always has 1,024."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 <= value < 2**53 else None
    found = _SIZE.match(value) if isinstance(value, str) else None
    unit = found[2].lower() if found else "?"
    if found is None or unit not in _POWER:
        return None
    base = 1024 if "i" in unit else thousand
    return int(float(found[1]) * base ** _POWER[unit])
