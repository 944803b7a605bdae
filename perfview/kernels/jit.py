"""How a kernel is made: explicit signature, no GIL, no exceptions, compiled once and kept.

Numba's own cache looks only at the file a function stands in, not at the kernels it calls, so a
change in one of those would go unnoticed. Here each source's cache folder carries a digest of
everything it imports from this project: a change compiles anew just what it reaches, and nothing
stale is ever loaded.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shutil
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

# numba asks for this at the first call of a kernel. NumPy loads it when first asked, and two
# threads asking at once recurse until Python gives up; so it is loaded before there are two.
import numpy.ma  # noqa: F401
import platformdirs

F = TypeVar("F", bound=Callable[..., Any])

_LOOKING = threading.Lock()
_DAMAGED = (EOFError, pickle.UnpicklingError, ValueError, KeyError, IndexError, AttributeError)
"""What reading a damaged pickle raises."""

_ROOT = Path(__file__).parents[2]
_IMPORT = re.compile(rb"^from (perfview[\w.]*) import", re.MULTILINE)


def cache_root() -> Path:
    """The folder under which compiled kernels are kept (`PERFVIEW_CACHE_DIR` moves it)."""
    root = os.environ.get("PERFVIEW_CACHE_DIR") or platformdirs.user_cache_dir("perfview")
    return Path(root) / "kernels"


@cache
def _content(module: str) -> bytes:
    """A module's source, b"" when it is no file of its own. Most are asked for many times."""
    try:
        with open(os.path.join(_ROOT, *module.split(".")) + ".py", "rb") as file:
            return file.read()
    except OSError:
        return b""


@cache
def _sources(module: str) -> frozenset[str]:
    """The project's modules that this one's compiled code may depend on, itself included."""
    content = _content(module)
    if not content:
        return frozenset()
    found = {module}
    for match in _IMPORT.findall(content):
        if (name := match.decode()) != module:
            found |= _sources(name)
    return frozenset(found)


@cache
def compiled_folder(module: str) -> Path:
    """Where the compiled code of exactly this module's sources, numba and Python is kept."""
    digest = hashlib.blake2b(f"{numba.__version__} {sys.version_info[:2]}".encode(), digest_size=8)
    for name in sorted(_sources(module)):
        digest.update(_content(name))
    return cache_root() / digest.hexdigest()


def kernel(signature: str | list[str], **options: Any) -> Callable[[F], F]:
    """Compile a function for exactly this signature: nogil, cached, C division, no bounds checks.

    Addresses are int64; arrays are contiguous (``int64[::1]``). Kernels allocate nothing, raise
    nothing and return codes; whoever calls them pads their input (`memory.PAD`).
    """
    settings = {"nogil": True, "cache": True, "error_model": "numpy", "boundscheck": False}

    def make(function: F) -> F:
        folder = compiled_folder(function.__module__)
        made = numba.njit(signature, **(settings | options))
        # One setting for all threads: two that import kernels would look in each other's folder.
        with _LOOKING:
            numba.config.CACHE_DIR = str(folder)
            try:
                return made(function)  # type: ignore[no-any-return]
            except _DAMAGED:
                # A file that was cut off, as by a full disk: compiled anew, it is whole again.
                shutil.rmtree(folder, ignore_errors=True)
                return made(function)  # type: ignore[no-any-return]

    return make


def part(function: F) -> F:
    """A piece of kernels, compiled into each of its callers and never called from Python."""
    return numba.njit(nogil=True, error_model="numpy", boundscheck=False)(function)  # type: ignore[no-any-return]


def inlined(function: F) -> F:
    """A part for innermost loops: always inlined, and without counting references to arrays.

    Numba's counting is atomic; in a loop of a few nanoseconds a turn it takes half the time. The
    kernel around it says ``_nrt=False`` for the same reason, which also forbids to allocate.
    """
    options = {"nogil": True, "error_model": "numpy", "boundscheck": False}
    return numba.njit(**options, _nrt=False, forceinline=True)(function)  # type: ignore[no-any-return]
