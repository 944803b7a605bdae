"""Places of perf script as functions and frames."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.block_reader import Places
from perfview.kernels.interning import Interner
from perfview.profiles.assembling.distinct import distinct
from perfview.profiles.model import Frames, Functions

_SCRIPT = re.compile(rb"JS:.* (?P<file>\S+):(?P<line>\d{1,9}):(?P<column>\d{1,9})")
_UNKNOWN = b"[unknown]"
_INLINED = b"inlined"
_KERNEL = "Kernel"


def functions_of(
    places: Places, used: NDArray[np.int32], texts: Interner
) -> tuple[Functions, Frames, NDArray[np.int32]]:
    """Functions and frames of the places in `used` (int32), and which frame each of them is.

    Unknown functions are named after their module, `[libc.so.6]`, as stackcollapse-perf.pl does;
    functions of one name in two modules are two. New names are added to `texts`.
    """
    place, frame = np.unique(used, return_inverse=True)
    what, where, file = places.what[place], places.where[place], places.file[place]
    inlined = where == texts.add(_INLINED)
    module = np.where(inlined, np.int32(-1), where)
    nameless = (what == texts.add(_UNKNOWN)) & (module >= 0)
    name = what.copy()
    for each in np.unique(module[nameless]).tolist():
        name[nameless & (module == each)] = texts.add(_bracketed(texts.text(each)))
    function, first = distinct(name, module, file)
    scripts = _scripts(name[first], texts)
    begins, columns = scripts[:, 1].copy(), scripts[:, 2].copy()
    files = np.where(scripts[:, 0] >= 0, scripts[:, 0], file[first]).astype(np.int32)
    of_kernel = _of_kernel(module[first], texts)
    category = np.where(of_kernel, np.int32(texts.add(_KERNEL.encode())), np.int32(-1))
    functions = Functions(
        name[first], files, begins, columns, module[first], category.astype(np.int32)
    )
    frames = Frames(function, places.line[place], np.zeros(len(place), np.int64), inlined)
    return functions, frames, frame.astype(np.int32)


def _scripts(name: NDArray[np.int32], texts: Interner) -> NDArray[np.int32]:
    """File, line and column of functions whose name tells them, int32 (f, 3): -1, 0 and 0 for none.

    V8 writes `JS:*parse /app/rows.js:12:7` for perf (``node --perf-basic-prof``).
    """
    found = np.tile(np.array([-1, 0, 0], np.int32), (len(name), 1))
    for at, text in enumerate(map(texts.text, name.tolist())):
        script = _SCRIPT.fullmatch(text) if text.startswith(b"JS:") else None
        if script:
            found[at] = texts.add(script["file"]), int(script["line"]), int(script["column"])
    return found


def _bracketed(module: bytes) -> bytes:
    """`[libc.so.6]` for `/lib/libc.so.6`; what is in brackets already stays."""
    return module if module.startswith(b"[") else b"[" + module.rpartition(b"/")[2] + b"]"


def _of_kernel(module: NDArray[np.int32], texts: Interner) -> NDArray[np.bool_]:
    """Modules that perf writes as `[kernel.kallsyms]`, `[guest.kernel…]`, `[nf_tables]` or
    `…/nf_tables.ko`: the kernel and what it has loaded."""
    used, back = np.unique(module, return_inverse=True)
    told = [_is_kernel(texts.text(each)) if each >= 0 else False for each in used.tolist()]
    return np.array(told, np.bool_)[back]


def _is_kernel(module: bytes) -> bool:
    if module.startswith(b"["):
        return module not in (_UNKNOWN, b"[vdso]", b"[vsyscall]", b"[heap]", b"[stack]", b"[anon]")
    return b".ko" in module[-7:] or module.rpartition(b"/")[2].startswith(b"vmlinux")
