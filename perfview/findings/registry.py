"""Finds what a folder brings: drop a file with a subclass in, and it is there."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Broken:
    """A file that could not be loaded: ``detectors/long_chain.py``, and why."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"The file {self.file} could not be loaded: {self.reason}"


def discover(package: str, base: type[T]) -> list[type[T]]:
    """Every subclass of `base` defined in a module of `package`, in order of its `name`.

    `package` is dotted, e.g. ``perfview.traces.detectors``. Classes whose name starts with an
    underscore are shared bases and are left out. One bad file takes nothing else away: it is left
    out, too, and `broken` tells it.
    """
    return list(_discover(package, base)[0])  # type: ignore[arg-type]


def broken(package: str, base: type[object]) -> list[Broken]:
    """The files of a package that `discover` had to leave out, by name."""
    return list(_discover(package, base)[1])  # type: ignore[arg-type]


def forget() -> None:
    """Look into the folders again the next time: something was put in while the program runs."""
    _discover.cache_clear()


@lru_cache
def _discover(package: str, base: type[T]) -> tuple[tuple[type[T], ...], tuple[Broken, ...]]:
    home = importlib.import_module(package)
    names = sorted(m.name for m in pkgutil.iter_modules(home.__path__))
    found: list[type[T]] = []
    bad: list[Broken] = []
    for name in names:
        file = f"{package.rpartition('.')[2]}/{name}.py"
        try:
            kinds = _defined_in(importlib.import_module(f"{package}.{name}"), base)
        except (Exception, SystemExit) as error:  # it runs whatever somebody wrote
            bad.append(Broken(file, _reason(error)))
            _LOG.warning("%s", bad[-1], exc_info=error)
            continue
        missing = [(kind.__name__, lacks) for kind in kinds for lacks in _lacking(kind, base)]
        bad += [Broken(file, f"its class {kind} says no “{lacks}”") for kind, lacks in missing[:1]]
        found += [] if missing else kinds
    ordered = sorted(found, key=lambda kind: getattr(kind, "name", ""))
    return tuple(ordered), tuple(bad)


def _reason(error: BaseException) -> str:
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _defined_in(module: ModuleType, base: type[T]) -> list[type[T]]:
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, base)
        and kind.__module__ == module.__name__
        and not kind.__name__.startswith("_")
    ]


def _lacking(kind: type[object], base: type[object]) -> list[str]:
    """What the base wants every class to say (`ClassVar`s without a value) and this one lacks."""
    declared = vars(base).get("__annotations__", {})
    return [
        name
        for name, type_ in declared.items()
        if str(type_).startswith("ClassVar") and not hasattr(kind, name)
    ]
