"""What sort of code a function is: own, library, runtime, native, or the runtime's own work."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """In the order in which a reader cares about them."""

    OWN = 0
    """Code of the program itself."""
    LIBRARY = 1
    """Code the program has installed: node_modules, site-packages, the Go module cache, gems."""
    RUNTIME = 2
    """The language's own code: standard library, interpreter, engine internals."""
    NATIVE = 3
    """Machine code of system libraries and the kernel."""
    COLLECTOR = 4
    """Garbage collection."""
    COMPILER = 5
    """Parsing and compiling code while the program runs."""
    UNKNOWN = 6
    """Frames without a name: addresses, ``(program)``, ``[unknown]``."""
