"""One number that says what a recording holds, for `perfview info`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """`name` is its key in JSON (a unit at its end, if any), `words` the number in words."""

    name: str
    value: int
    words: str
