"""Profiles of threads in text: where each of them is."""

from __future__ import annotations

import re

from perfview.profiles.readers.gperf.addresses import (
    AddressProfile,
    AddressSample,
    call_sites,
    without_double_leaf,
)
from perfview.profiles.readers.gperf.mappings import is_heading
from perfview.profiles.readers.gperf.sections import addresses_in, map_after

_THREAD = re.compile(r"--- Thread [0-9a-fA-F]+ \(name: .*/\d+\) stack: ---")
_SAME = "same as previous thread"
_NO_STACKS = "---- no stack trace for"


def threads(lines: list[str]) -> AddressProfile:
    """One sample a stack, counting the threads that stand there one after another."""
    profile = AddressProfile([("thread", "count")])
    stacks: list[tuple[int, list[int]]] = []
    place = next((i for i, line in enumerate(lines) if _THREAD.match(line)), len(lines))
    while place < len(lines) and _THREAD.match(lines[place]):
        addresses: list[int] = []
        is_same = False
        place += 1
        while place < len(lines) and not lines[place].startswith("---"):
            is_same |= _SAME in lines[place]
            addresses += [] if _SAME in lines[place] else addresses_in(lines[place])
            place += 1
        if is_same or not addresses:
            if stacks:
                stacks[-1] = stacks[-1][0] + 1, stacks[-1][1]
            continue
        stacks.append((1, without_double_leaf(call_sites(addresses, 1))))
    if place < len(lines) and not is_heading(lines[place]):
        profile.odd_lines += not lines[place].startswith(_NO_STACKS)
    profile.samples = [AddressSample(addresses, (count,)) for count, addresses in stacks]
    profile.mappings = map_after(lines)
    return profile
