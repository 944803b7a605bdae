"""The tables whose rows a filter can choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FILTERS: dict[str, Callable[..., Any]] = {}
"""By the name of the table."""
