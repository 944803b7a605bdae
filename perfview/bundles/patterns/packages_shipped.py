"""Packages as they ship: what each weighs, what it is really called and which version it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study
from perfview.kernels.grouping import gather


@dataclass(frozen=True)
class PackageSizes:
    """Bytes of each row of `Packages` in all files and in those that load at start, int64 (p), and
    how many of its modules ship, int64 (p)."""

    bytes: NDArray[np.int64]
    at_start: NDArray[np.int64]
    modules: NDArray[np.int64]


def package_sizes(study: Study) -> PackageSizes:
    """What every package weighs."""
    return study.once("package_sizes", lambda: _sizes(study))


def _sizes(study: Study) -> PackageSizes:
    package, p = study.model.modules.package, len(study.model.packages)
    inside = package >= 0
    rows, weights = package[inside], study.weights

    def summed(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(rows, values[inside], p).astype(np.int64)

    return PackageSizes(
        summed(weights.of_module),
        summed(weights.at_start),
        np.bincount(rows, weights.of_module[inside] > 0, p).astype(np.int64),
    )


def real_name(study: Study, package: int) -> str:
    """What a package is published as: of an alias, what it stands for."""
    packages, texts = study.model.packages, study.model.strings
    name, folder = texts[packages.name[package]], texts[packages.folder[package]]
    installed = study.furnished.installed.get(folder)
    told = texts[packages.real_name[package]] or (installed.name if installed else "")
    project = study.furnished.installed.get("")
    if not told and project is not None and folder.count("node_modules/") == 1:
        told = _aliased(project.requires.get(name, ""))
    return told or name


def _aliased(asked: str) -> str:
    """What ``npm:ajv@^6`` stands for, "" for a range."""
    return asked[len("npm:") :].rpartition("@")[0] if asked.startswith("npm:") else ""


def version_of(study: Study, package: int) -> str:
    """The version of a package, "" where neither stats nor what is installed tell."""
    packages, texts = study.model.packages, study.model.strings
    installed = study.furnished.installed.get(texts[packages.folder[package]])
    return texts[packages.version[package]] or (installed.version if installed else "")


def folder_of(study: Study, package: int) -> str:
    """Where a package is installed, from the project on."""
    return study.model.strings[study.model.packages.folder[package]]


def rows_by_name(study: Study) -> dict[str, list[int]]:
    """Rows of `Packages` of which something ships, by what they are published as."""
    return study.once("packages_by_real_name", lambda: _by_name(study))


def _by_name(study: Study) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(package_sizes(study).modules).tolist():
        found.setdefault(real_name(study, row), []).append(row)
    return found


def modules_in(study: Study, packages: list[int]) -> NDArray[np.int32]:
    """The modules of these rows of `Packages`, int32."""
    first, modules = study.once("modules_by_package", lambda: _by_package(study))
    found = [modules[first[row + 1] : first[row + 2]] for row in set(packages)]
    together: NDArray[np.int32] = np.sort(np.concatenate(found)) if found else modules[:0]
    return together


def _by_package(study: Study) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where the modules of each row of `Packages` begin, own code before them, and they."""
    return gather(study.model.modules.package + np.int32(1), len(study.model.packages) + 1)
