"""What is given along with a build: budgets, coverage, what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Budget:
    """A limit that a project sets itself.

    name: as the project calls it; pattern: glob of the files it is about, from the project's folder
    (several stand on lines of their own, those with ``!`` leave files out), summed, or with `each`
    one by one; limit_bytes; compression: ``none``, ``gzip`` or ``brotli``; origin: the file that
    says so. `furnishing.budget_files` knows which files these are.
    """

    name: str
    pattern: str
    limit_bytes: int
    compression: str
    origin: str
    each: bool = False


@dataclass(frozen=True)
class Covered:
    """Which bytes of a file ran or were used, by a browser's coverage: the file's address, and
    (start, stop) of UTF-16 units used, in order."""

    url: str
    ranges: tuple[tuple[int, int], ...]
    text: str = ""


@dataclass(frozen=True)
class Installed:
    """A package as it is installed: by its folder (``node_modules/a``), its own name and version,
    and which ranges it asks of others; `side_effects` as its package.json says (None: silent),
    `has_esm`: it says where an ES module build of it is."""

    folder: str
    name: str
    version: str
    requires: dict[str, str] = field(default_factory=dict)
    side_effects: bool | tuple[str, ...] | None = None
    has_esm: bool | None = None


@dataclass(frozen=True)
class Furnished:
    """Everything that was found or given. `installed` is by folder, "" the project itself (with
    what it asks for), each read when it is first asked for; `root` the project's folder
    (with its package.json), None where it is not at hand."""

    budgets: tuple[Budget, ...] = ()
    coverage: tuple[Covered, ...] = ()
    installed: Mapping[str, Installed] = field(default_factory=dict)
    root: Path | None = None
