"""Which installed package a module's path lies in, however the package manager lays them out.

npm and yarn nest (``node_modules/a/node_modules/b``); pnpm, bun and deno keep every version in a
folder of its own that says so (``node_modules/.pnpm/b@1.2.3/node_modules/b``); yarn's Plug'n'Play
has archives (``.yarn/cache/b-npm-1.2.3-0123456789-8.zip/node_modules/b``); cnpm writes
``node_modules/_b@1.2.3@b``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import OWN_CODE

_HOME = "node_modules/"
_VERSION = r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+?)?(?:\+[0-9A-Za-z.-]+)?"
_STORED = re.compile(rf"\.(?:pnpm|bun|deno|store)/@?[^/@]+@({_VERSION})(?=[_(@+]|$)")
_ZIPPED = re.compile(r"/[^/]+?-npm-(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)*?)-[0-9a-f]{10}[^/]*/$")
_SHARED = ("provide shared module ", "consume shared module ")
"""How webpack calls what hands packages over between builds (module federation): a few bytes of its
own, in which the package is only named."""
_CNPM = re.compile(rf"^_((?:@[^@/]+[/_])?[^@/]+)@({_VERSION})@(.+)$")


class PackagePath(NamedTuple):
    """name: as it is imported; folder: where it lies; version "" where the path does not say."""

    name: str
    folder: str
    version: str


def package_of(path: str) -> PackagePath | None:
    """The innermost package that a clean path lies in; None for own code."""
    at = path.rfind(_HOME)
    if path.startswith(_SHARED):
        return None
    if at < 0 or (at > 0 and path[at - 1] != "/"):
        return None
    start = at + len(_HOME)
    first = path.find("/", start)
    if first < 0:
        return None
    stop = path.find("/", first + 1) if path[start] == "@" else first
    if stop < 0 or stop == start:
        return None
    name, home = path[start:stop], path[:start]
    written = _CNPM.match(name)
    if written:
        return PackagePath(written[3], path[:stop], written[2])
    return PackagePath(name, path[:stop], _version_of(home))


def _version_of(home: str) -> str:
    """The version in the folders above a package: of the innermost store it lies in."""
    zipped = _ZIPPED.search(home.removesuffix(_HOME))
    if zipped:
        return zipped[1]
    stored = _STORED.match("/".join(home.split("/")[-4:-2]))
    return stored[1] if stored else ""


@dataclass
class PackageColumn:
    """Packages of many modules: `package` int32 (n), rows of `packages` or `OWN_CODE`."""

    package: NDArray[np.int32]
    packages: list[PackagePath] = field(default_factory=list)


def packages_of(paths: Iterable[str]) -> PackageColumn:
    """The package of each path, one row a folder, in the order they are met.

    Modules of one folder are of one package, so that each folder is looked at once.
    """
    rows: dict[str, int] = {}
    of_folder: dict[str, int] = {}
    packages: list[PackagePath] = []
    column: list[int] = []
    for path in paths:
        folder = path[: path.rfind("/") + 1]
        row = of_folder.get(folder)
        if row is None:
            found = package_of(folder)
            row = OWN_CODE
            if found is not None:
                row = rows.setdefault(found.folder, len(packages))
                if row == len(packages):
                    packages.append(found)
            of_folder[folder] = row
        column.append(row)
    return PackageColumn(np.array(column, np.int32), packages)
