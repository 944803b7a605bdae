"""A profile of bare addresses, before they are brought into the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from perfview.profiles.readers.gperf.mappings import Mapping


@dataclass(frozen=True)
class Symbol:
    """What is known of a place in code; its line and the function's first, from 1, 0 unknown."""

    name: str
    file: str = ""
    line: int = 0
    begins: int = 0


@dataclass(frozen=True)
class Place:
    """Where a numbered location is: an address, and the binary it is in."""

    address: int
    file: str


@dataclass(frozen=True)
class AddressSample:
    """Addresses leaf first, a number for each metric in its unit, and labels."""

    addresses: Sequence[int]
    values: Sequence[float]
    labels: tuple[tuple[str, str], ...] = ()


@dataclass
class AddressProfile:
    """What a file of addresses holds.

    metrics: (name, unit) pairs, units as `Metrics` has them. symbols: by address, innermost first
    where calls were inlined. mappings: in the order in which addresses are looked for in them.
    places: of files whose samples have numbers instead of addresses, by number.
    odd_lines: how many lines made no sense; is_cut_off: the end is missing.
    """

    metrics: list[tuple[str, str]]
    default: int = 0
    samples: list[AddressSample] = field(default_factory=list)
    symbols: dict[int, list[Symbol]] = field(default_factory=dict)
    mappings: list[Mapping] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    began_ns: int = 0
    interval_ns: int = 0
    duration_ns: int = 0
    odd_lines: int = 0
    is_cut_off: bool = False


def call_sites(returns: Sequence[int], first: int = 0) -> list[int]:
    """Addresses to which calls return, moved back onto the calls, from the `first` one on.

    The leaf of a stack taken by a signal (first=1) is no return address.
    """
    return [*returns[:first], *(max(0, address - 1) for address in returns[first:])]


def without_double_leaf(addresses: list[int]) -> list[int]:
    """The same without a leaf that the recorder took twice, once by the signal, once by unwinding:
    https://gperftools.github.io/gperftools/cpuprofile-fileformat.html"""
    if len(addresses) > 1 and addresses[0] == addresses[1] + 1:
        return [addresses[0], *addresses[2:]]
    return addresses
