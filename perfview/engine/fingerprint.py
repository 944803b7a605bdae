"""Which code makes the columns: what is measured with other code must not come from the cache."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from perfview import __version__

_PACKAGE = Path(__file__).parents[1]
_MAKERS = ("kernels", "recording", "traces", "profiles", "heaps", "bundles", "queries")
"""Folders whose code decides what columns hold."""


@cache
def code_fingerprint() -> str:
    """Changes with PerfView's version and, where its sources can be seen, with any of them."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=8)
    for folder in _MAKERS:
        for file in sorted((_PACKAGE / folder).rglob("*.py")):
            status = file.stat()
            digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns} ".encode())
    return digest.hexdigest()
