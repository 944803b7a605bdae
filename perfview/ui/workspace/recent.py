"""The files opened lately: what is remembered of a document, and when that was, in words."""

from __future__ import annotations

import time

from perfview.engine.settings import RecentFile
from perfview.findings.quantities import gain, size
from perfview.ui.widgets.label import spoken
from perfview.ui.workspace.document import Document


def entry_of(document: Document, rows: str = "") -> RecentFile:
    """What the start page says of a document that was read; `rows` is how many rows, in words."""
    opened, advice = document.opened, document.advice
    first = advice.recommendations[0] if advice and advice.recommendations else None
    saving = first.saving if first is not None else None
    return RecentFile(
        path=str(document.path),
        kind=opened.identity.kind,
        verdict=spoken(first.title) if first is not None else "Nothing stands out",
        saving="" if saving is None else gain(saving.value, saving.unit),
        when=time.time(),
        severity="" if first is None else first.severity.value,
        extent=", ".join(part for part in (size(opened.source.on_disk), rows) if part),
    )
