"""Lines that search a list from its beginning, or move all that stands behind, each time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfview.profiles.patterns.ecosystems import Ecosystem

_JS_SEARCH = re.compile(r"([\w$]+)\s*\.\s*(includes|indexOf|lastIndexOf)\s*\(\s*(?!['\"`/])")
_JS_ARRAY = re.compile(
    r"([\w$]+)\s*\.\s*(find|findIndex|findLast|some|shift|unshift|splice)\s*\("
    r"|\[\s*\.\.\.\s*([\w$]+)\s*,|([\w$]+)\s*=\s*\4\.concat\s*\("
)
_JS_SPREAD = re.compile(r"\{\s*\.\.\.\s*(acc|result|memo|prev|all)\b\s*,")
_PY_IN = re.compile(r"\b(?:not\s+)?in\s+((?:self\.)?\w+)\s*(?::|and\b|or\b|\)|$|\])")
_PY_METHOD = re.compile(
    r"([\w.]+)\.(index|remove|count)\s*\(|([\w.]+)\.(pop)\s*\(\s*0\s*\)|([\w.]+)\.(insert)\s*\(\s*0\s*,"
)
_PY_SUM = re.compile(r"\bsum\s*\([^()]*,\s*\[\s*\]\s*\)|(\b\w+)\s*=\s*\1\s*\+\s*\[")
_LOOP_HEAD = re.compile(r"^\s*(?:async\s+)?for\b.*\bin\b")

SEARCHES, MOVES, COPIES = "searches a list", "moves a whole list", "copies a whole list"
COPIES_OBJECT = "copies a whole object"


@dataclass(frozen=True)
class Scan:
    """what: how a sentence calls it (``seen.includes``); deed: what is done to the list."""

    what: str
    deed: str = SEARCHES


def scan_on_line(
    text: str, lines: list[str], ecosystem: Ecosystem | None, at: int = 0
) -> Scan | None:
    """The search on a line of code; None when there is none or it is not in a list.

    Sets and texts have the same methods: `lines` of the whole file tell what the name holds; of a
    plain name that stands for several things, the place nearest above line `at` does.
    """
    if ecosystem is Ecosystem.JAVASCRIPT:
        return _javascript(text, lines)
    if ecosystem is Ecosystem.PYTHON:
        return _python(text, lines, at)
    return None


def _javascript(text: str, lines: list[str]) -> Scan | None:
    if found := _JS_SEARCH.search(text):
        name = found[1]
        return Scan(f"{name}.{found[2]}") if _is_js_array(name, lines) else None
    if found := _JS_ARRAY.search(text):
        name = found[1] or found[3] or found[4]
        if not found[2]:
            return Scan(f"a copy of {name}", COPIES)
        moves = found[2] in ("shift", "unshift", "splice")
        return Scan(f"{name}.{found[2]}", MOVES if moves else SEARCHES)
    if found := _JS_SPREAD.search(text):
        return Scan(f"a copy of {found[1]}", COPIES_OBJECT)
    return None


def _is_js_array(name: str, lines: list[str]) -> bool:
    name = re.escape(name)
    grows = re.compile(
        rf"(?<![\w$]){name}\s*(?:\.push\s*\(|=\s*\[|:\s*\[|\[\s*\w*\s*\]\s*=)|\.\.\.{name}\b"
    )
    other = re.compile(rf"(?<![\w$]){name}\s*=\s*(?:new (?:Set|Map)|['\"`])")
    return any(map(grows.search, lines)) and not any(map(other.search, lines))


def _python(text: str, lines: list[str], at: int) -> Scan | None:
    if found := _PY_SUM.search(text):
        return Scan("a list made anew by adding", COPIES)
    if found := _PY_METHOD.search(text):
        name, method = next((found[i], found[i + 1]) for i in (1, 3, 5) if found[i])
        if method in ("pop", "insert"):
            return Scan(f"{name}.{method}", MOVES)
        return Scan(f"{name}.{method}") if _is_py_list(name, lines, at) else None
    if not _LOOP_HEAD.match(text) and (found := _PY_IN.search(text)):
        name = found[1]
        return Scan(f"in {name}") if _is_py_list(name, lines, at) else None
    return None


def _is_py_list(name: str, lines: list[str], at: int) -> bool:
    before = r"\." if "." in name else r"(?<![\w.])"
    name = before + re.escape(name.rpartition(".")[2])
    grows = re.compile(
        rf"{name}(?:\s*:[^=]*)?(?:\.append\s*\(|\s*:\s*[Ll]ist\b|\s*=\s*\[|\s*=\s*list\s*\(|\.extend\s*\()"
    )
    other = re.compile(
        rf"{name}(?:\s*:[^=]*)?(?:\.add\s*\(|\s*=\s*(?:set|dict|frozenset|defaultdict|Counter)\s*\(|\s*=\s*\{{|\s*=\s*['\"])"
    )
    if before != r"\.":
        for text in reversed(lines[: max(at - 1, 0)]):
            if grows.search(text) or other.search(text):
                return not other.search(text)
    return any(map(grows.search, lines)) and not any(map(other.search, lines))
