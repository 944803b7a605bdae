"""gperftools' CPU profile: machine words, each stack after its count and its depth.

https://gperftools.github.io/gperftools/cpuprofile-fileformat.html
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.readers.gperf.addresses import (
    AddressProfile,
    AddressSample,
    call_sites,
    without_double_leaf,
)
from perfview.profiles.readers.gperf.java_symbols import read_symbols
from perfview.profiles.readers.gperf.mappings import read_mappings

_WORDS = ("<u4", ">u4", "<u8", ">u8")
_HEADER_WORDS = 5
_MOST_PERIOD_US = 1 << 40
_ODD_ONE_IN = 32
_SIGNAL_FRAMES = 2


def word_type(head: bytes) -> str | None:
    """How this profile writes its words, as numpy has it; None when these bytes begin none.

    It begins with 0, the number of words that follow before the samples (3), 0 for native or 1
    for Java, the period in µs, 0.
    """
    for kind in _WORDS:
        size = np.dtype(kind).itemsize * _HEADER_WORDS
        if len(head) < size:
            continue
        zero, three, language, period, padding = np.frombuffer(head[:size], kind).tolist()
        fits = (zero, three, padding) == (0, 3, 0) and language in (0, 1)
        if fits and 0 < period < _MOST_PERIOD_US:
            return kind
    return None


def read_cpu(content: bytes) -> AddressProfile:
    """The samples, with the memory map or Java's symbols behind them. `word_type` must know it."""
    kind = word_type(content) or _WORDS[0]
    size = np.dtype(kind).itemsize
    words = np.frombuffer(content, kind, len(content) // size)
    is_java = int(words[2]) == 1
    period_ns = int(words[3]) * 1000
    profile = AddressProfile(
        [("samples", "count"), ("cpu", "ns")], default=1, interval_ns=period_ns
    )
    stacks, end, profile.is_cut_off = _stacks(words)
    rest = content[end * size :].decode("utf-8", "replace").splitlines()
    if is_java:
        used = {address for _, addresses in stacks for address in addresses}
        profile.symbols = read_symbols(rest, used)
    else:
        profile.mappings = read_mappings(rest)
        stacks = [(count, call_sites(addresses, 1)) for count, addresses in stacks]
        stacks = _without_signal_frames(stacks)
        stacks = [(count, without_double_leaf(addresses)) for count, addresses in stacks]
    profile.samples = [
        AddressSample(addresses, (count, count * period_ns)) for count, addresses in stacks
    ]
    return profile


def _stacks(words: NDArray[np.unsignedinteger]) -> tuple[list[tuple[int, list[int]]], int, bool]:
    """Counts with addresses, the word after the last stack, and whether the end is missing."""
    found: list[tuple[int, list[int]]] = []
    place, total = _HEADER_WORDS, len(words)
    while place + 2 <= total:
        count, depth = int(words[place]), int(words[place + 1])
        stop = place + 2 + depth
        if stop > total:
            return found, place, True
        addresses = words[place + 2 : stop].tolist()
        place = stop
        if count == 0 and addresses == [0]:
            return found, place, False
        found.append((count, addresses))
    return found, place, True


def _without_signal_frames(stacks: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """Without the one or two callers of the leaf that nearly all stacks share: the kernel put
    them there when it called the profiler's signal handler."""
    fewest = len(stacks) - len(stacks) // _ODD_ONE_IN
    for _ in range(_SIGNAL_FRAMES):
        callers = Counter(addresses[1] for _, addresses in stacks if len(addresses) > 1)
        for address, times in callers.most_common(1):
            if times >= fewest:
                stacks = [
                    (count, [each[0], *each[2:]] if each[1:2] == [address] else each)
                    for count, each in stacks
                ]
    return stacks
