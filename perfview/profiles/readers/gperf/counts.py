"""Go's profiles that just count stacks: goroutine and threadcreate, written with debug=1."""

from __future__ import annotations

import re

from perfview.profiles.readers.gperf.addresses import AddressProfile, AddressSample, call_sites
from perfview.profiles.readers.gperf.sections import (
    addresses_in,
    is_bare,
    map_after,
    take_go_names,
)
from perfview.recording.errors import UnreadableInput

_HEADER = re.compile(r"(\S{1,64}) profile: total \d+\s*$")
_SAMPLE = re.compile(r"(\d{1,19}) @((?: 0x[0-9a-f]{1,16})*)\s*$")


def counts(lines: list[str]) -> AddressProfile:
    """How many times each stack was there."""
    header = _HEADER.match(lines[0])
    if header is None:
        raise UnreadableInput("The first line is not that of a profile of counts", offset=0)
    profile = AddressProfile([(header[1], "count")])
    for line in lines[1:]:
        if line.startswith("---"):
            break
        if is_bare(line):
            continue
        match = _SAMPLE.match(line)
        if match is None:
            profile.odd_lines += 1
            continue
        addresses = call_sites(addresses_in(match[2]))
        profile.samples.append(AddressSample(addresses, (int(match[1]),)))
    profile.mappings = map_after(lines)
    take_go_names(profile, lines)
    return profile
