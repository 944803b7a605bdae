"""Versions and version ranges as npm understands them (node-semver's README, semver.org 2.0.0)."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"(0|[1-9]\d*)"
_TAIL = r"(?:-?((?:[0-9A-Za-z-]+\.)*[0-9A-Za-z-]+))?(?:\+[0-9A-Za-z.-]+)?"
_FULL = re.compile(rf"[v=\s]*{_NUMBER}\.{_NUMBER}\.{_NUMBER}{_TAIL}\s*")
_PART = r"(0|[1-9]\d*|[xX*])"
_PARTIAL = re.compile(
    rf"([<>]=?|=|\^|~>?)?[v=\s]*{_PART}(?:\.{_PART}(?:\.{_PART}{_TAIL})?)?", re.ASCII
)
_LOOSE_SPACE = re.compile(r"([<>]=?|=|\^|~>?)\s+")
_HYPHEN = re.compile(r"\s*(\S+)\s+-\s+(\S+)\s*")
_LONGEST = 256
"""Characters of a version or range; npm itself reads no longer version."""


class Version(NamedTuple):
    """A version; `prerelease` is the dotted tail after ``-``, empty for a release."""

    major: int
    minor: int
    patch: int
    prerelease: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """What versions are ordered by: a release comes after its prereleases."""
        tail = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in self.prerelease)
        return (self.major, self.minor, self.patch, not self.prerelease, tail)

    def __str__(self) -> str:
        tail = f"-{'.'.join(self.prerelease)}" if self.prerelease else ""
        return f"{self.major}.{self.minor}.{self.patch}{tail}"


class Comparator(NamedTuple):
    """One bound: `operator` is ``<``, ``<=``, ``>``, ``>=`` or ``=``."""

    operator: str
    version: Version

    def allows(self, version: Version) -> bool:
        """Whether the version lies on this side of the bound."""
        ours, theirs = version.order, self.version.order
        if self.operator == "=":
            return ours == theirs
        if self.operator[0] == "<":
            return ours < theirs or (self.operator == "<=" and ours == theirs)
        return ours > theirs or (self.operator == ">=" and ours == theirs)


Range = tuple[tuple[Comparator, ...], ...]
"""Sets of bounds, of which one has to hold whole."""

_NOTHING = (Comparator("<", Version(0, 0, 0, ("0",))),)


def version_of(text: str) -> Version | None:
    """A version, None for what is none."""
    found = _FULL.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    tail = tuple(found[4].split(".")) if found[4] else ()
    return Version(int(found[1]), int(found[2]), int(found[3]), tail)


def range_of(text: str) -> Range | None:
    """A range, None for what is none (an address, a tag, ``workspace:*``); an alias
    (``npm:ajv@^6``) reads as its range."""
    text = text.rpartition("@")[2] if text.startswith("npm:") else text
    if len(text) > _LONGEST:
        return None
    sets = [_bounds(each) for each in text.split("||")]
    return None if any(each is None for each in sets) else tuple(s for s in sets if s is not None)


def satisfies(version: str, wanted: str) -> bool | None:
    """Whether a version lies in a range, None where either cannot be read. A prerelease does only
    where a bound of the same set names a prerelease of the same version."""
    found, limits = version_of(version), range_of(wanted)
    if found is None or limits is None:
        return None
    return any(_holds(found, each) for each in limits)


def _holds(version: Version, bounds: tuple[Comparator, ...]) -> bool:
    if not all(each.allows(version) for each in bounds):
        return False
    return not version.prerelease or any(
        each.version.prerelease and each.version[:3] == version[:3] for each in bounds
    )


def _bounds(text: str) -> tuple[Comparator, ...] | None:
    between = _HYPHEN.fullmatch(text)
    if between is not None:
        low, high = _term(f">={between[1]}"), _term(f"<={between[2]}")
        return None if low is None or high is None else low + high
    found: tuple[Comparator, ...] = ()
    for word in _LOOSE_SPACE.sub(r"\1", text).split():
        bounds = _term(word)
        if bounds is None:
            return None
        found += bounds
    return found


def _term(word: str) -> tuple[Comparator, ...] | None:
    """One word of a range as its bounds."""
    found = _PARTIAL.fullmatch(word)
    if found is None:
        return None
    operator = found[1] or ""
    parts = found.group(2, 3, 4)
    wild = next((i for i, part in enumerate(parts) if not part or not part.isdigit()), 3)
    if any(part and part.isdigit() for part in parts[wild:]):
        return None
    written = [int(part) for part in parts[:wild]]
    tail = tuple(found[5].split(".")) if found[5] and len(written) == 3 else ()
    first, second, third = [*written, 0, 0, 0][:3]
    low = Version(first, second, third, tail)
    if operator[:1] in ("^", "~"):
        return _up_to(low, _after(written, operator))
    return _compared(operator, low, written)


def _after(written: list[int], operator: str) -> Version | None:
    """The first version beyond what a caret or a tilde allows; None for no end."""
    if not written:
        return None
    place = min(1, len(written) - 1)
    if operator == "^":
        place = next((i for i, part in enumerate(written) if part), len(written) - 1)
    return _next(written, place)


def _next(written: list[int], place: int) -> Version:
    parts = [*written[:place], written[place] + 1, 0, 0, 0][:3]
    return Version(parts[0], parts[1], parts[2], ("0",))


def _up_to(low: Version, end: Version | None) -> tuple[Comparator, ...]:
    first = Comparator(">=", low)
    return (first,) if end is None else (first, Comparator("<", end))


def _compared(operator: str, low: Version, written: list[int]) -> tuple[Comparator, ...]:
    if len(written) == 3:
        return (Comparator(operator or "=", low),)
    if not written:
        return _NOTHING if operator in ("<", ">") else ()
    end = _next(written, len(written) - 1)
    if operator == ">":
        return (Comparator(">=", end._replace(prerelease=())),)
    if operator == "<":
        return (Comparator("<", low._replace(prerelease=("0",))),)
    if operator == "<=":
        return (Comparator("<", end),)
    return (Comparator(">=", low),) if operator == ">=" else _up_to(low, end)
