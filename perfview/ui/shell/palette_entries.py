"""What the command palette offers: places in the document, findings, documents, commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from perfview.ui.shell.commands import Command, shown_keys

if TYPE_CHECKING:
    from perfview.ui.workspace.document import Document

GROUPS = ("In this recording", "Findings", "Open documents", "Commands")
PREFIXES = {">": ("Commands",), "#": ("Findings",), "@": ("In this recording",)}
"""What to type first to see only one kind; `@` is narrowed to services and objects."""


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    title: str
    detail: str
    icon: str
    group: str
    run: Callable[[], Any] = field(repr=False)
    keys: str = ""
    sort: str = ""


def of_commands(commands: Iterable[Command]) -> list[Entry]:
    """The window's commands, with their keys."""
    return [
        Entry(
            command.title,
            command.group,
            command.icon,
            "Commands",
            command.run,
            shown_keys(command.keys[0]) if command.keys else "",
        )
        for command in commands
        if command.listed
    ]


def of_documents(documents: Iterable[Document], show: Callable[[Any], Any]) -> list[Entry]:
    """The open documents."""
    return [
        Entry(d.path.name, str(d.path.parent), "file", "Open documents", partial(show, d))
        for d in documents
    ]


def of_recording(document: Document) -> list[Entry]:
    """Everything with a name in a document that was read, then its recommendations."""
    from perfview.ui.shell.guides import guide_of

    if document.opened is None:
        return []
    guide = guide_of(document.opened.identity.kind)
    entries = [
        Entry(to.title, to.detail, to.icon, "In this recording", to.go, sort=to.sort)
        for to in guide.destinations(document)
    ]
    return entries + _of_advice(document)


def of_identifier(document: Document, text: str) -> list[Entry]:
    """What ``@88213`` names in a document that was read: an object by its number."""
    from perfview.ui.shell.guides import guide_of

    if document.opened is None or not text[1:].isdecimal():
        return []
    parts = guide_of(document.opened.identity.kind).find(document, text)
    if parts is None:
        return []
    go = partial(document.selection.reveal, None, **parts)
    return [Entry(text, "by its number", "target", "In this recording", go, sort="object")]


def _of_advice(document: Document) -> list[Entry]:
    from perfview.findings.quantities import gain
    from perfview.ui.advice.evidence import show_rows
    from perfview.ui.theme.icons import SEVERITY
    from perfview.ui.widgets.label import spoken

    if document.advice is None:
        return []
    entries = []
    for advised in document.advice.recommendations:
        saving = advised.saving
        detail = gain(saving.value, saving.unit) if saving is not None else advised.where
        sign = SEVERITY[advised.severity.value][0]
        go = partial(show_rows, document, advised, None)
        entries.append(Entry(spoken(advised.title), detail, sign, "Findings", go))
    return entries
