"""What the status bar says of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from perfview.engine.pillars import pillar
from perfview.findings.quantities import duration, number, percent, plural, size
from perfview.ui.shell.guides import guide_of
from perfview.ui.shell.names import full_name, name_among
from perfview.ui.workspace.document import Document, State
from perfview.ui.workspace.documents import Documents


def facts_of(document: Document | None) -> list[str]:
    """Rows, groups, how long it took."""
    if document is None or document.opened is None:
        return [] if document is None else [document.path.name]
    opened = document.opened
    if document.state is State.ANALYSING:
        kind = pillar(opened.identity.kind)
        rows = plural(opened.report.rows, kind.word_for(opened.study))
        return [rows, f"looking for what {kind.trouble}"]
    read = duration(opened.timing.read_s * 1e9)
    return [
        *document.facts,
        *([f"against {held_against(document)}"] if document.baseline is not None else []),
        opened.identity.title,
        size(opened.source.on_disk),
        f"loaded in {read}, kept" if opened.timing.from_cache else f"read in {read}",
    ]


def held_against(document: Document, name: Callable[[Path], str] | None = None) -> str:
    """``leak-1.heapsnapshot``, ``leak-1.heapsnapshot and 2 in between``; "" for nothing."""
    if document.baseline is None:
        return ""
    name = name or partial(full_name, others=[document.path])
    between = len(document.between)
    return name(document.baseline) + (f" and {number(between)} in between" if between else "")


def title_of(document: Document, documents: Documents) -> str:
    """A document's name in the window's title."""
    return full_name(document.path, [each.path for each in documents if each is not document])


def role_of(document: Document, documents: Documents) -> str:
    """What part a document's file has in comparisons of others, "" for none."""
    paths = [each.path for each in documents]
    for other in documents:
        if other is not document and document.path == other.baseline:
            return f"baseline of {name_among(other.path, paths)}"
        if other is not document and document.path in other.between:
            return f"in between, for {name_among(other.path, paths)}"
    return ""


def job_of(documents: Iterable[Document]) -> tuple[str, float]:
    """The first document that is worked on: words and how far; "" for none."""
    busy = [d for d in documents if d.is_busy]
    if not busy:
        return "", 0.0
    first = busy[0]
    words = "Reading" if first.state is State.READING else "Analysing"
    others = f", {len(busy) - 1} more" if len(busy) > 1 else ""
    return f"{words} {first.path.name}, {percent(first.step.fraction)}{others}", first.step.fraction


def stretch_of(document: Document | None) -> str:
    """The visible part of the recording."""
    if document is None or document.opened is None or document.state is not State.READY:
        return ""
    return guide_of(document.opened.identity.kind).stretch(document)
