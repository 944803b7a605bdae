"""Contention profiles in text: how often and how long threads waited for locks."""

from __future__ import annotations

import re

from perfview.profiles.readers.gperf.addresses import AddressProfile, AddressSample, call_sites
from perfview.profiles.readers.gperf.java_symbols import read_symbols
from perfview.profiles.readers.gperf.sections import (
    addresses_in,
    is_bare,
    map_after,
    take_go_names,
)
from perfview.profiles.readers.proto.units import unit_of

_SAMPLE = re.compile(r"\s*(\d{1,19}) +(\d{1,19}) +@ ?([ x0-9a-f]*)")


def _attributes(lines: list[str]) -> tuple[dict[str, str], int]:
    """The attributes below the heading, and the line behind them."""
    found: dict[str, str] = {}
    place = 1
    for place, line in enumerate(lines[1:], 1):
        name, equals, value = line.partition("=")
        if equals:
            found[name.strip()] = value.strip()
        elif not is_bare(line):
            return found, place
    return found, place + 1


def _number(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 19 else 0


def native_contentions(lines: list[str]) -> AddressProfile:
    """Of C++ and Go: waits in cycles of the processor, one in `sampling period` of them kept."""
    attributes, place = _attributes(lines)
    period = _number(attributes, "sampling period") or 1
    cycles = _number(attributes, "cycles/second")
    profile = AddressProfile([("contentions", "count"), ("delay", "ns")], default=1)
    profile.duration_ns = _number(attributes, "ms since reset") * 1_000_000
    for line in lines[place:]:
        if line.lstrip().startswith("---"):
            break
        if is_bare(line):
            continue
        match = _SAMPLE.match(line)
        if match is None:
            profile.odd_lines += 1
            continue
        waited = int(match[1])
        delay = int(waited * period / (cycles / 1e9)) if cycles else waited
        values = int(match[2]) * period, delay
        profile.samples.append(AddressSample(call_sites(addresses_in(match[3])), values))
    profile.mappings = map_after(lines)
    take_go_names(profile, lines)
    return profile


def java_contentions(lines: list[str]) -> AddressProfile:
    """Of Java: waits in the unit given as resolution, names behind the samples."""
    attributes, place = _attributes(lines)
    period = _number(attributes, "sampling period") or 1
    unit, factor = unit_of(attributes.get("resolution", ""))
    profile = AddressProfile([("contentions", "count"), ("delay", unit)], default=1)
    profile.duration_ns = _number(attributes, "ms since reset") * 1_000_000
    for line in lines[place:]:
        match = _SAMPLE.match(line)
        if match:
            values = int(match[2]) * period, int(match[1]) * period * factor
            profile.samples.append(AddressSample(addresses_in(match[3]), values))
        elif not is_bare(line):
            break
    used = {address for sample in profile.samples for address in sample.addresses}
    profile.symbols = read_symbols(lines[place:], used)
    return profile
