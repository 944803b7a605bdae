"""What the older text profiles have in common: addresses, comments, Go's names, the memory map."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfview.profiles.readers.gperf.addresses import Symbol
from perfview.profiles.readers.gperf.mappings import Mapping, is_heading, read_mappings

_HEX = re.compile(r"0x([0-9a-f]{1,16})(?![0-9a-f])")
_GO_PLACE = re.compile(
    r"#\s+0x(?P<address>[0-9a-f]{1,16})\t(?P<name>\S.*?)\+0x[0-9a-f]+"
    r"\s+(?P<file>\S.*):(?P<line>\d{1,9})\s*$"
)
_LONGEST_LINE = 1 << 14


def is_bare(line: str) -> bool:
    """Whether a line says nothing: blank, or a comment."""
    stripped = line.strip()
    return not stripped or stripped.startswith("#")


def addresses_in(text: str) -> list[int]:
    """The addresses in a text, in their order."""
    return [int(found, 16) for found in _HEX.findall(text)]


def map_after(lines: Sequence[str]) -> list[Mapping]:
    """The memory map behind the samples, if there is one."""
    for at, line in enumerate(lines):
        if is_heading(line):
            return read_mappings(lines[at + 1 :])
    return []


def go_symbols(lines: Sequence[str]) -> dict[int, list[Symbol]]:
    """The names that Go writes as comments below each stack, innermost first where calls were
    inlined: these share an address and follow one another."""
    found: dict[int, list[Symbol]] = {}
    last, is_open = -1, False
    for line in lines:
        match = _GO_PLACE.match(line[:_LONGEST_LINE]) if line.startswith("#") else None
        if match is None:
            last = -1
            continue
        address = int(match["address"], 16)
        if address != last:
            last, is_open = address, address not in found
        if is_open:
            symbol = Symbol(match["name"], match["file"], int(match["line"]))
            found.setdefault(address, []).append(symbol)
    return found
