"""What the older text profiles have in common: addresses, comments, Go's names, the memory map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from perfview.profiles.readers.gperf.addresses import AddressProfile, Symbol
from perfview.profiles.readers.gperf.mappings import Mapping, is_heading, read_mappings

_HEX = re.compile(r"0x([0-9a-f]{1,16})(?![0-9a-f])")
_GO_PLACE = re.compile(
    r"#\t0x(?P<address>[0-9a-f]{1,16})\t(?P<name>[^\t]+)\+0x[0-9a-f]+"
    r"\t+(?P<file>[^\t]+):(?P<line>\d{1,9})\s*$"
)


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


def take_go_names(profile: AddressProfile, lines: Sequence[str], drops_leaf: bool = False) -> None:
    """Put the names that Go writes below its stacks into a profile.

    Go leaves out `runtime.goexit`, outermost in every stack, and the runtime's own functions at
    the leaf; what has no name there is the former and goes, and with `drops_leaf` the latter too,
    as pprof drops the runtime's functions that allocate.
    """
    symbols = profile.symbols = _go_symbols(lines)
    if not symbols:
        return
    for i, sample in enumerate(profile.samples):
        named = [k for k, address in enumerate(sample.addresses) if address in symbols]
        if named:
            first = named[0] if drops_leaf else 0
            kept = sample.addresses[first : named[-1] + 1]
            profile.samples[i] = replace(sample, addresses=kept)


def _go_symbols(lines: Sequence[str]) -> dict[int, list[Symbol]]:
    """The names that Go writes as comments below each stack, innermost first where calls were
    inlined: these share an address and follow one another."""
    found: dict[int, list[Symbol]] = {}
    last, is_open = -1, False
    for line in lines:
        match = _GO_PLACE.match(line) if line.startswith("#") else None
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
