"""Compile every kernel ahead of its first use, in words: `python -m perfview.kernels.warming`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

_HOME = Path(__file__).parent


def kernel_modules() -> list[str]:
    """The dotted names of the modules that hold kernels, in order."""
    names = sorted(m.name for m in pkgutil.iter_modules([str(_HOME)]))
    sources = {name: (_HOME / f"{name}.py").read_text() for name in names}
    return [f"{__package__}.{name}" for name in names if "\n@kernel(" in sources[name]]


def warm(tell: Callable[[str, int, int], None] = lambda name, done, total: None) -> None:
    """Import every kernel module, which loads its compiled code or makes it.

    `tell` is called before each with the module's short name, how many are done and how many
    there are. Takes about a second when compiled before, up to a minute the first time.
    """
    modules = kernel_modules()
    for done, module in enumerate(modules):
        tell(module.rpartition(".")[2], done, len(modules))
        importlib.import_module(module)


def main() -> int:
    """Warm up, telling what takes long on a terminal and on nothing else."""
    began = time.monotonic()

    def tell(name: str, done: int, total: int) -> None:
        if time.monotonic() - began > 2 or not done:
            words = f"· Compiling kernels, once ({done + 1} of {total}): {name.replace('_', ' ')}"
            print(words, file=sys.stderr, flush=True)

    if stale():
        warm(tell)
    return 0


def stale() -> bool:
    """Whether any kernel still has to be compiled."""
    from perfview.kernels.jit import compiled_folder

    return any(not compiled_folder(module).is_dir() for module in kernel_modules())


if __name__ == "__main__":
    sys.exit(main())
