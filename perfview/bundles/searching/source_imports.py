"""What a source module imports and when it uses that, read from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfview.bundles.searching.function_depth import function_depths

_IMPORT = re.compile(
    r"""^[ \t]*import\s+(?!type\b)(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}|\*\s*as\s+([\w$]+))?"""
    r"""\s*from\s*["']([^"'\n]+)["'][^\n]*""",
    re.MULTILINE,
)
_MADE = re.compile(r"(?:\bnew|\bextends|\.\.\.)\s*$")
_INDEX = ("index", "main", "mod")


@dataclass(frozen=True)
class SourceImport:
    """One import: what it asks for; names of the module by the names they get here (``default``
    for the default export); is_whole: all of it, under one name."""

    request: str
    names: dict[str, str]
    is_whole: bool


def imports_in(text: str) -> list[SourceImport]:
    """The import statements of a source text."""
    return [_import(found) for found in _IMPORT.finditer(text)]


def _import(found: re.Match[str]) -> SourceImport:
    default, several, whole, request = found.groups()
    names = {default: "default"} if default else {}
    for part in (several or "").split(","):
        words = part.split()
        if words and words[0] != "type":
            names[words[-1]] = words[0]
    if whole:
        names[whole] = "*"
    return SourceImport(request, names, bool(whole))


def asks_for(found: SourceImport, request: str, path: str) -> bool:
    """Whether an import is the one written as `request`; where stats do not tell how it is written,
    that of the module at `path`, by the last part of its name."""
    return found.request == request or (request == path and _last(found.request) == _last(path))


def least_depth(text: str, names: set[str]) -> int | None:
    """How many functions are around the outermost use of any of these names; None without one."""
    rest = _IMPORT.sub(lambda found: " " * len(found[0]), text)
    pattern = re.compile(rf"(?<![\w$.])(?:{'|'.join(re.escape(name) for name in names)})(?![\w$])")
    depths = function_depths(rest)
    found = [
        max(depths.of(use.start()), 0 if is_acted_on(rest, use.start(), use.end()) else 1)
        for use in pattern.finditer(rest)
    ]
    return min(found, default=None)


def is_acted_on(text: str, start: int, end: int) -> bool:
    """Whether a name (start to end) is called, made, extended or looked into, not only handed on,
    as components in a table of routes are."""
    return text[end : end + 1] in ("(", ".", "`") or bool(
        _MADE.search(text[max(0, start - 9) : start])
    )


def _last(path: str) -> str:
    parts = [part for part in path.partition("?")[0].split("/") if part not in ("", ".", "..")]
    names = [part.partition(".")[0] for part in parts]
    if len(names) > 1 and names[-1] in _INDEX:
        names.pop()
    return names[-1] if names else ""
