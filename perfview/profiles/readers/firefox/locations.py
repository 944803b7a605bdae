"""Locations as Gecko writes them, ``run (https://host/app.js:12:3)``, taken apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import Any

import numpy as np

from perfview.profiles.assembling.texts import Texts
from perfview.profiles.readers.firefox.code import CodeTables

_SCRIPT = re.compile(r"(?s)(.*)\s+\((.*?)(?::(\d{1,9}))?(?::(\d{1,9}))?\)")
_BARE_SCRIPT = re.compile(r"(?s)(\w[\w+.-]*://\S+?):(\d{1,9})(?::(\d{1,9}))?")
_NATIVE = re.compile(r"(?s)(.*) \(in ([^)]*)\)(?: \+ \d+)?(?: \(.*\))?")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{1,16}")

_Place = tuple[str, str, int, int, str]
"""Name, file, line, column, module."""


class Libraries:
    """The libraries of a process by address, for frames that are nothing but one."""

    def __init__(self, libs: Any) -> None:
        known = (
            [lib for lib in libs or () if isinstance(lib, dict)] if isinstance(libs, list) else []
        )
        spans = [(lib.get("start"), lib.get("end"), lib.get("name")) for lib in known]
        self._spans = sorted(
            (start, end, name)
            for start, end, name in spans
            if isinstance(start, int) and isinstance(end, int) and isinstance(name, str)
        )
        self._starts = [start for start, _, _ in self._spans]

    def at(self, address: int) -> str:
        """The library at an address, "" for none."""
        i = bisect_right(self._starts, address) - 1
        return self._spans[i][2] if i >= 0 and address < self._spans[i][1] else ""


def place_in(location: str, libraries: Libraries) -> _Place:
    """A location taken apart: as Firefox's Profiler does, scripts first as speedscope does."""
    if _ADDRESS.fullmatch(location):
        return location, "", 0, 0, libraries.at(int(location, 16))
    if native := _NATIVE.fullmatch(location):
        return native[1], "", 0, 0, native[2]
    if script := _SCRIPT.fullmatch(location):
        return script[1], script[2], int(script[3] or 0), int(script[4] or 0), ""
    if bare := _BARE_SCRIPT.fullmatch(location):
        return "", bare[1], int(bare[2]), int(bare[3] or 0), ""
    return location, "", 0, 0, ""


def is_own_script(location: str) -> bool:
    """Whether DevTools shows this frame: a script that is not part of the browser.

    The rule by which speedscope reads DevTools' recordings: a name with a place in parentheses
    that is neither ``resource:`` nor ``self-hosted``.
    """
    script = _SCRIPT.fullmatch(location)
    return script is not None and not script[2].startswith(("resource:", "self-hosted"))


def with_places(
    code: CodeTables, texts: Texts, libraries: Libraries, only_scripts: bool
) -> CodeTables:
    """The tables with each location taken apart. `only_scripts` leaves out what DevTools hides:
    such frames get the function -1."""
    used, of_row = np.unique(code.name, return_inverse=True)
    locations = texts.of(used.astype(np.int32))
    places = [place_in(location, libraries) for location in locations]
    columns = np.array(
        [(texts.add(p[0]), texts.add(p[1]), p[2], p[3], texts.add(p[4])) for p in places], np.int32
    ).reshape(-1, 5)[of_row]
    function = code.function
    if only_scripts:
        shown = np.array([is_own_script(text) for text in locations], np.bool_)[of_row]
        function = np.where(shown, function, -1).astype(np.int32)
    name, file, begins, column, module = (np.ascontiguousarray(c) for c in columns.T)
    return replace(
        code,
        function=function,
        name=name,
        file=file,
        begins=begins,
        column=column,
        module=module,
        is_raw=False,
    )
