"""The file an answer is about, as programs are told."""

from __future__ import annotations

from typing import Any

from perfview.engine.opened import Opened


def source_told(opened: Opened) -> dict[str, Any]:
    """Keys: path, kind, format, bytes."""
    return {
        "path": str(opened.path),
        "kind": opened.identity.kind,
        "format": opened.identity.format,
        "bytes": opened.source.on_disk,
    }
