"""Opening files: identify, read, cache, analyse; and the settings all faces share.

Importing this package costs nothing: what it offers is loaded when first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfview.engine.job import Job, Options, Watcher, open  # noqa: A004
    from perfview.engine.opened import Identity, Opened, Timing

_HOMES = {
    "Job": "perfview.engine.job",
    "Options": "perfview.engine.job",
    "Watcher": "perfview.engine.job",
    "open": "perfview.engine.job",
    "Identity": "perfview.engine.opened",
    "Opened": "perfview.engine.opened",
    "Timing": "perfview.engine.opened",
}

__all__ = ["Identity", "Job", "Opened", "Options", "Timing", "Watcher", "open"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"perfview.engine has no “{name}”")
    return getattr(importlib.import_module(home), name)
