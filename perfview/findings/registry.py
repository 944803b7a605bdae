"""Finds what a folder brings: drop a file with a subclass in, and it is there."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: str, base: type[T]) -> list[type[T]]:
    """Every subclass of `base` defined in a module of `package`, in order of its `name`.

    `package` is dotted, e.g. ``perfview.traces.detectors``. Classes whose name starts with an
    underscore are shared bases and are left out.
    """
    return list(_discover(package, base))  # type: ignore[arg-type]


def forget() -> None:
    """Look into the folders again the next time: something was put in while the program runs."""
    _discover.cache_clear()


@lru_cache
def _discover(package: str, base: type[T]) -> tuple[type[T], ...]:
    home = importlib.import_module(package)
    names = sorted(m.name for m in pkgutil.iter_modules(home.__path__))
    found: list[type[T]] = []
    for name in names:
        found += _defined_in(importlib.import_module(f"{package}.{name}"), base)
    return tuple(sorted(found, key=lambda kind: getattr(kind, "name", "")))


def _defined_in(module: ModuleType, base: type[T]) -> list[type[T]]:
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, base)
        and kind.__module__ == module.__name__
        and not kind.__name__.startswith("_")
    ]
