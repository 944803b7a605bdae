"""What is said about where a function comes from."""

from __future__ import annotations

from typing import NamedTuple

from perfview.profiles.measures.kinds import Kind


class Origin(NamedTuple):
    """The sort of code, and the package, library or module it belongs to ("" unknown)."""

    kind: Kind
    package: str


def library(package: str) -> Origin:
    """Installed code."""
    return Origin(Kind.LIBRARY, package)


def runtime(package: str) -> Origin:
    """The language's own code."""
    return Origin(Kind.RUNTIME, package)
