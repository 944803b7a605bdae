"""Heap profiles of jemalloc: a stack, then what all threads and each of them have allocated there.

https://jemalloc.net/jemalloc.3.html#prof.dump, read by its jeprof.
"""

from __future__ import annotations

import re

from perfview.profiles.readers.gperf.addresses import AddressProfile, AddressSample, call_sites
from perfview.profiles.readers.gperf.mappings import is_heading
from perfview.profiles.readers.gperf.sampled_sizes import unsampled
from perfview.profiles.readers.gperf.sections import addresses_in, is_bare, map_after

HEADING = re.compile(r"heap_v2/(\d{1,18})\s*$")
_OF_ALL = re.compile(
    r"\s*t\*: *(\d{1,19}): *(\d{1,19}) *\[ *(\d{1,19}): *(\d{1,19}) *\]\s*$",
)
_KINDS = (("objects", "count"), ("space", "bytes"))
_OF_THREAD = re.compile(r"\s*t\d+:")


def jemalloc_heap(lines: list[str]) -> AddressProfile:
    """Objects and bytes in use; and all ever allocated, where that was recorded (prof_accum)."""
    header = HEADING.match(lines[0])
    rate = int(header[1]) if header else 1
    found: list[tuple[list[int], list[int]]] = []
    odd, stack = 0, None
    for line in lines[1:]:
        match = _OF_ALL.match(line)
        if is_heading(line):
            break
        if line.startswith("@"):
            stack = call_sites(addresses_in(line))
        elif match and stack is not None:
            found.append((stack, [int(number) for number in match.groups()]))
        elif not match and not is_bare(line) and not _OF_THREAD.match(line):
            odd += 1
    has_all = any(numbers[2] for _, numbers in found)
    words = ("alloc", "inuse") if has_all else ("inuse",)
    kinds = [(f"{w}_{name}", unit) for w in words for name, unit in _KINDS]
    profile = AddressProfile(kinds, default=len(kinds) - 1, odd_lines=odd)
    for addresses, (count, size, ever, ever_size) in found:
        each = [(ever, ever_size), (count, size)] if has_all else [(count, size)]
        values = [value for n, of in each for value in unsampled(n, of, rate)]
        profile.samples.append(AddressSample(addresses, values))
    profile.mappings = map_after(lines)
    return profile
