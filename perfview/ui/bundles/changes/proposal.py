"""A change that can be tried out, and those that somebody wants to try."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from perfview.bundles.scenarios.edits import Edit
from perfview.ui.workspace.document import Document


@dataclass(frozen=True)
class Proposal:
    """Edits that belong together. key tells proposals apart; title says what changes; detail what
    it is about; how is the word for the fix: ``import()``, ``dedupe``."""

    key: str
    title: str
    detail: str
    how: str
    edits: tuple[Edit, ...]


class Wanted(QObject):
    """The changes of a document that are tried out together, in the order they were chosen; all
    views share them. `added` are those that were thought of by hand, in menus."""

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.ticked: tuple[Proposal, ...] = ()
        self.added: tuple[Proposal, ...] = ()
        self._past: list[tuple[Proposal, ...]] = []

    def tick(self, proposal: Proposal, *, on: bool) -> None:
        """Try a change out, too, or leave it."""
        others = tuple(each for each in self.ticked if each.key != proposal.key)
        self._set((*others, proposal) if on else others)

    def add(self, proposal: Proposal) -> None:
        """Try out a change that nobody proposed."""
        if all(each.key != proposal.key for each in self.added):
            self.added = (*self.added, proposal)
        self.tick(proposal, on=True)

    def clear(self) -> None:
        """Try nothing."""
        self._set(())

    def undo(self) -> None:
        """What was tried before the last change of it."""
        if self._past:
            self.ticked = self._past.pop()
            self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to go back to."""
        return bool(self._past)

    def is_ticked(self, proposal: Proposal) -> bool:
        """Whether a change is tried out."""
        return any(each.key == proposal.key for each in self.ticked)

    def edits(self) -> list[Edit]:
        """All edits, in order."""
        return [edit for each in self.ticked for edit in each.edits]

    def _set(self, ticked: tuple[Proposal, ...]) -> None:
        if [each.key for each in ticked] != [each.key for each in self.ticked]:
            self._past.append(self.ticked)
            self.ticked = ticked
            self.changed.emit()


def wanted_of(document: Document) -> Wanted:
    """The changes tried out on a document, the same for all its views."""
    found = document.findChild(Wanted)
    return found if found is not None else Wanted(document)
