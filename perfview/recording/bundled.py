"""Where the files that ship with PerfView are: in a checkout, a wheel or a frozen application."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def bundled(*parts: str) -> Path:
    """The path of a shipped file, e.g. ``bundled("samples", "checkout.otlp.json")``."""
    frozen = getattr(sys, "_MEIPASS", None)
    homes = [Path(frozen) / "resources"] if frozen else []
    homes += [_PACKAGE / "_resources", _PACKAGE.parent / "resources"]
    home = next((h for h in homes if h.is_dir()), homes[-1])
    return home.joinpath(*parts)
