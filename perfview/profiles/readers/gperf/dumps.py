"""What `pprof -raw` prints: a whole profile in words, with samples, locations and mappings."""

from __future__ import annotations

import re
from datetime import datetime

from perfview.profiles.readers.gperf.addresses import (
    AddressProfile,
    AddressSample,
    Place,
    Symbol,
)
from perfview.profiles.readers.proto.units import unit_of

HEADING = re.compile(r"(Comment: .*\n|Doc: .*\n)*PeriodType: (\S*) (\S*)\n", re.ASCII)
_MOST_HEADER = 64
_SAMPLE = re.compile(r"\s*(-?\d{1,19}(?: +-?\d{1,19})*): *((?:\d{1,19}(?: +|$))*)$")
_LABEL = re.compile(r"(\S+):\[([^\]]*)\]")
_LOCATION = re.compile(
    r"\s*(\d{1,19}): 0x([0-9a-f]{1,16})\s*(?:M=(\d{1,19})\s*)?(?:\[F\]\s*)?(.*)$"
)
_LINE = re.compile(r"\s*(.*) (\S*?):(-?\d{1,9})(?::\d+)? s=(-?\d{1,9})(?:\(.*\))?\s*$")
_MAPPING = re.compile(r"(\d{1,19}): 0x[0-9a-f]+/0x[0-9a-f]+/0x[0-9a-f]+ (\S*)")
_UNNAMED = ("samples", "/", "count")
_SECTIONS = ("Samples:", "Locations", "Mappings")


def is_dump(head: str) -> bool:
    """Whether a text begins as these do."""
    begins = HEADING.match(head)
    return begins is not None and "\nSamples:\n" in head[: begins.end() + 4096]


def read_dump(lines: list[str]) -> AddressProfile:
    """The profile. Locations' numbers stand for addresses; `places` says which they have."""
    sections = _sections(lines)
    written = sections["Samples:"][0].split() if sections["Samples:"] else []
    kinds = [each.removesuffix("[dflt]").rpartition("/") for each in written] or [_UNNAMED]
    units = [unit_of(unit) for _, _, unit in kinds]
    marked = [i for i, each in enumerate(written) if each.endswith("[dflt]")]
    profile = AddressProfile(
        [(name, unit) for (name, _, _), (unit, _) in zip(kinds, units, strict=True)],
        default=marked[0] if marked else len(kinds) - 1,
    )
    _take_header(profile, lines[:_MOST_HEADER])
    _take_samples(profile, sections["Samples:"][1:], [factor for _, factor in units])
    _take_locations(profile, sections["Locations"], _mappings(sections["Mappings"]))
    return profile


def _sections(lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in _SECTIONS}
    current: list[str] = []
    for line in lines:
        current = found.get(line.rstrip(), current)
        if line.rstrip() not in found:
            current.append(line)
    return found


def _take_header(profile: AddressProfile, lines: list[str]) -> None:
    unit, factor = "", 1.0
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "PeriodType":
            unit, factor = unit_of(value.rpartition(" ")[2])
        elif name == "Period" and unit == "ns" and value.isdecimal() and len(value) < 19:
            profile.interval_ns = round(int(value) * factor)
        elif name == "Time" and len(value) > 18:
            profile.began_ns = _moment(value)
        elif name == "Duration":
            profile.duration_ns = _seconds(value)
        elif line.startswith("Samples"):
            return


def _moment(text: str) -> int:
    """``2026-11-21 19:19:58.137821422 +0000 UTC`` in ns since 1970, to the µs; 0 for others."""
    match = re.match(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d{1,6})?\d* ([+-]\d{4})", text)
    if match is None:
        return 0
    written = f"{match[1]}{match[2] or '.0'}{match[3]}"
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M:%S.%f%z")
    except ValueError:
        return 0
    return max(0, round(moment.timestamp() * 1e6) * 1000)


def _seconds(text: str) -> int:
    """``1.14``, ``30s`` or ``1m2.5s`` in ns; 0 for others."""
    match = re.fullmatch(r"(?:(\d{1,6})h)?(?:(\d{1,6})m)?(\d{1,9}(?:\.\d+)?)?s?", text.strip())
    if match is None:
        return 0
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return round((hours * 3600 + minutes * 60 + seconds) * 1e9)


def _take_samples(profile: AddressProfile, lines: list[str], factors: list[float]) -> None:
    for line in lines:
        match = _SAMPLE.match(line)
        if match:
            numbers = [int(word) for word in match[1].split()]
            if len(numbers) == len(factors):
                values = [n * factor for n, factor in zip(numbers, factors, strict=True)]
                places = [int(word) for word in match[2].split()]
                profile.samples.append(AddressSample(places, values))
                continue
        labels = tuple(_LABEL.findall(line))
        if labels and profile.samples:
            last = profile.samples[-1]
            profile.samples[-1] = AddressSample(last.addresses, last.values, last.labels + labels)
        elif line.strip():
            profile.odd_lines += 1


def _mappings(lines: list[str]) -> dict[int, str]:
    matches = (_MAPPING.match(line) for line in lines)
    return {int(match[1]): match[2] for match in matches if match}


def _take_locations(profile: AddressProfile, lines: list[str], files: dict[int, str]) -> None:
    at = 0
    for line in lines:
        match = _LOCATION.match(line)
        if match:
            at = int(match[1])
            profile.places[at] = Place(int(match[2], 16), files.get(int(match[3] or 0), ""))
        named = _LINE.match(match[4] if match else line)
        if named and at:
            symbol = Symbol(named[1], named[2], max(0, int(named[3])), max(0, int(named[4])))
            profile.symbols.setdefault(at, []).append(symbol)
        elif not match and line.strip():
            profile.odd_lines += 1
