"""The names that older Java profiles have behind their samples: an address, then what is there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from perfview.profiles.readers.gperf.addresses import Symbol

_PLACE = re.compile(r"\s*0x(?P<address>[0-9a-fA-F]{1,16})\s+(?P<what>\S.*)")
_WITH_LINE = re.compile(r"(?P<name>.*)\s+\((?P<file>.+):(?P<line>-?\d{1,9})\)$")
_WITH_PATH = re.compile(r"(?P<name>.*)\s+\((?P<path>.*)\)$")
_GENERATED = "generated stub/JIT"
_LONGEST_LINE = 1 << 12


def read_symbols(lines: Iterable[str], used: Container[int]) -> dict[int, list[Symbol]]:
    """The symbols of those addresses that samples use.

    A name is one function, whatever file stands beside it later on.
    """
    found: dict[int, list[Symbol]] = {}
    files: dict[str, str] = {}
    for line in lines:
        match = _PLACE.match(line[:_LONGEST_LINE])
        if match is None or (address := int(match["address"], 16)) not in used:
            continue
        name, file, number = _described(match["what"].rstrip())
        file = files.setdefault(name, file)
        found[address] = [Symbol(name, file, number)]
    return found


def _described(what: str) -> tuple[str, str, int]:
    if match := _WITH_LINE.match(what):
        return match["name"], match["file"], max(0, int(match["line"]))
    if match := _WITH_PATH.match(what):
        return match["name"], match["path"].rpartition("/")[2], 0
    return ("STUB" if _GENERATED in what else what), "", 0
