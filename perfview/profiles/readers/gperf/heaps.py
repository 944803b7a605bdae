"""Heap, growth and fragmentation profiles in text."""

from __future__ import annotations

import re

from perfview.profiles.readers.gperf.addresses import AddressProfile, AddressSample, call_sites
from perfview.profiles.readers.gperf.java_symbols import read_symbols
from perfview.profiles.readers.gperf.mappings import is_heading
from perfview.profiles.readers.gperf.sampled_sizes import unsampled
from perfview.profiles.readers.gperf.sections import (
    addresses_in,
    is_bare,
    map_after,
    take_go_names,
)
from perfview.recording.errors import UnreadableInput

_HEADER = re.compile(
    r"heap profile: *(\d{1,19}): *(\d{1,19}) *\[ *(\d{1,19}): *(\d{1,19}) *\]"
    r" *@ *([a-z0-9_]+)/?(\d{0,18})"
)
_SAMPLE = re.compile(
    r"\s*(-?\d{1,19}): *(-?\d{1,19}) *\[ *(\d{1,19}): *(\d{1,19}) *\] @([ x0-9a-f]*)"
)
_JAVA_SAMPLE = re.compile(r"\s*(\d{1,19}) +(\d{1,19}) +@ +([ x0-9a-f]*)")
_JAVA_RATE = 512 << 10
"""Java's heap profiler samples an allocation every 512 KiB."""


def _rate(kind: str, written: str) -> int:
    """The mean of bytes between two sampled allocations; up to 1 when all are there."""
    rate = int(written or 0)
    if kind in ("heapz_v2", "heap_v2"):
        return rate
    # Go writes twice its rate, for readers of the oldest format.
    return rate // 2 if kind == "heap" else 1


def heap(lines: list[str]) -> AddressProfile:
    """Objects and bytes in use, and all ever allocated where the file tells them apart."""
    header = _HEADER.match(lines[0])
    if header is None:
        raise UnreadableInput("The first line is not that of a heap profile", offset=0)
    in_use, allocated = header.group(1, 2), header.group(3, 4)
    has_all = any(a not in (b, "0") for a, b in zip(allocated, in_use, strict=True))
    rate = _rate(header[5], header[6])
    kinds = [("objects", "count"), ("space", "bytes")]
    if has_all:
        kinds = [(f"{w}_{name}", unit) for w in ("alloc", "inuse") for name, unit in kinds]
    profile = AddressProfile(kinds, default=len(kinds) - 1)
    for line in lines[1:]:
        if is_heading(line):
            break
        if not is_bare(line):
            _take(profile, line, rate, has_all)
    profile.mappings = map_after(lines)
    take_go_names(profile, lines, drops_leaf=True)
    return profile


def _take(profile: AddressProfile, line: str, rate: int, has_all: bool) -> None:
    match = _SAMPLE.match(line)
    if match is None:
        profile.odd_lines += 1
        return
    live, ever = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    each = [ever, live] if has_all else [live]
    values = [value for count, size in each for value in unsampled(count, size, rate)]
    sizes = [size // count for count, size in each if count]
    labels = (("bytes", f"{sizes[-1] if sizes else 0} bytes"),)
    addresses = call_sites(addresses_in(match[5]))
    profile.samples.append(AddressSample(addresses, values, labels))


def java_heap(lines: list[str]) -> AddressProfile:
    """Java's older heap profiles: bytes before objects, names behind the samples."""
    profile = AddressProfile([("inuse_objects", "count"), ("inuse_space", "bytes")], default=1)
    for line in lines[1:]:
        match = _JAVA_SAMPLE.match(line)
        if match:
            size, count = int(match[1]), int(match[2])
            labels = (("bytes", f"{size // max(count, 1)} bytes"),)
            values = unsampled(count, size, _JAVA_RATE)
            profile.samples.append(AddressSample(addresses_in(match[3]), values, labels))
        elif line.strip() and "=" not in line:
            break
    used = {address for sample in profile.samples for address in sample.addresses}
    profile.symbols = read_symbols(lines[1:], used)
    return profile
