"""Where a user's own settings and additions are kept."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def user_file(name: str) -> Path:
    """A file of the user's, there or not, e.g. ``user_file("known-packages.json")``
    (`PERFVIEW_CONFIG_DIR` moves them)."""
    root = os.environ.get("PERFVIEW_CONFIG_DIR") or platformdirs.user_config_dir("perfview")
    return Path(root) / name
