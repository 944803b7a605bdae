"""Whether a source shows a component as soon as it is shown itself, read from its text: routes,
conditions on a state and what that state begins with."""

from __future__ import annotations

import re

FIRST, LATER, ALWAYS, UNKNOWN = "first", "later", "always", ""
"""first: the first route, or the state that things begin in, shows it. later: another one does.
always: it is shown without any condition."""

_BEFORE = 240
"""Characters before a use in which its condition stands."""

_LITERAL = r"""(?:"([^"\n]*)"|'([^'\n]*)'|(true|false|null|undefined|\d+)|(?=\)))"""
_EQUALS = re.compile(
    r"""([\w$]+)(?:\(\)|\.value)?\s*===?\s*["']([^"'\n]*)["']\s*(?:&&|\?)?\s*\(?\s*$"""
)
_HOLDS = re.compile(r"""(!?)\s*([\w$]+)(?:\(\)|\.value)?\s*(?:&&|\?)\s*\(?\s*$""")
_CASE = re.compile(r"""case\s+["']([^"'\n]*)["']\s*:\s*(?:return\b)?\s*\(?\s*$""")
_SVELTE = re.compile(r"""\{#if\s+([^}]*)\}\s*$""")
_VUE = re.compile(r"""\bv-(?:if|show|else-if)="([^"]*)\"""")
_OPEN = re.compile(r"""(?:[?:|=]|&&|=>|\breturn\b.*\?)\s*\(?\s*$""")
_ROUTE = re.compile(
    r"""<(?:Route|PrivateRoute|ProtectedRoute)\b[^<]*(?:element=\{\s*|component=\{\s*)$"""
)
_IN_RECORD = re.compile(r"""(?:element|component|Component)\s*:\s*<?\s*$""")
_PATH = re.compile(r"""\bpath\s*[=:]\s*\{?\s*["']([^"']*)["']""")
_INDEX = re.compile(r"""\bindex\b\s*(?::\s*true|=\{true\}|(?=[\s/>]))""")


def when_shown(text: str, names: set[str]) -> str:
    """When the component of any of these local names is shown; `FIRST` where any use is."""
    found = [_when(text, use) for name in sorted(names) for use in _uses(text, name)]
    told = [each for each in found if each != UNKNOWN]
    if not told:
        return UNKNOWN
    if FIRST in told:
        return FIRST
    return ALWAYS if ALWAYS in told else LATER


def _uses(text: str, name: str) -> list[tuple[int, int]]:
    """Where a component stands: as a tag, or in a table of routes."""
    word = re.escape(name)
    pattern = re.compile(rf"<{word}(?![\w$.])|(?<=[:{{\s]){word}(?=\s*[,}}])")
    return [found.span() for found in pattern.finditer(text)]


def _when(text: str, use: tuple[int, int]) -> str:
    before = text[max(0, use[0] - _BEFORE) : use[0]]
    is_tag = text[use[0]] == "<"
    path = _route(text, before, use)
    if path is not None:
        return FIRST if path in ("", "/") else LATER
    if not is_tag:
        return UNKNOWN
    return _by_state(text, before, use)


def _route(text: str, before: str, use: tuple[int, int]) -> str | None:
    """The path of the route that a use stands in, "" for an index; None outside of routes."""
    is_route = _ROUTE.search(before)
    if is_route is None and not _IN_RECORD.search(before):
        return None
    start = is_route.start() if is_route else before.rfind("{")
    ends = r"</?Route\b" if is_route else r"\}\s*[,\n\]]|\bchildren\b"
    after = re.split(ends, text[use[1] : use[1] + _BEFORE])
    own = f"{before[start:]} {after[0]}"
    if _INDEX.search(own):
        return ""
    found = _PATH.search(own)
    return found[1] if found else None


def _by_state(text: str, before: str, use: tuple[int, int]) -> str:
    tag = text[use[0] : text.find(">", use[1]) + 1]
    inside = _VUE.search(tag) or _SVELTE.search(before)
    condition = f"{inside[1]} &&" if inside else before
    equals, case, holds = _EQUALS.search(condition), _CASE.search(before), _HOLDS.search(condition)
    if equals:
        begins = _begins(text, equals[1])
        return UNKNOWN if begins is None else FIRST if begins == equals[2] else LATER
    if case:
        switch = re.findall(r"switch\s*\(\s*([\w$]+)", text[: use[0]])
        begins = _begins(text, switch[-1]) if switch else None
        return UNKNOWN if begins is None else FIRST if begins == case[1] else LATER
    if holds:
        begins = _begins(text, holds[2])
        if begins is None:
            return UNKNOWN
        return FIRST if (begins not in _EMPTY) != bool(holds[1]) else LATER
    return UNKNOWN if inside or _OPEN.search(before) else ALWAYS


_EMPTY = ("", "false", "null", "undefined", "0")


def _begins(text: str, state: str) -> str | None:
    """What a state begins with; None where that is no literal, or not told here."""
    word = re.escape(state)
    made = r"(?:[\w$]+\.)?(?:useState|createSignal|ref|shallowRef|signal|\$state)(?:<[^>\n]*>)?\("
    found = re.search(
        rf"\[\s*{word}\s*(?:,[^\]]*)?\]\s*=\s*{made}\s*{_LITERAL}", text
    ) or re.search(
        rf"\b(?:const|let|var)\s+{word}(?:\s*:[^=\n]*)?\s*=\s*(?:{made})?\s*{_LITERAL}", text
    )
    return None if found is None else next((each for each in found.groups() if each), "")
