"""The documents the window has open, which of them is shown, and their coming and going."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from perfview.ui.workspace.document import Document


_GIVE_BACK_MS = (50, 3000)


class Documents(QObject):
    """Open documents in the order they came. `current_changed` carries a Document or None."""

    added = Signal(object)
    removed = Signal(object)
    replaced = Signal(object, object)
    current_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: list[Document] = []
        self._current: Document | None = None
        self.use_cache = True

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents)

    @property
    def current(self) -> Document | None:
        """The document shown."""
        return self._current

    def open(self, path: str | Path, kind: str = "", earlier: Sequence[Path] = ()) -> Document:
        """Open a file and show it; one that is open already is only shown.

        `kind` is the pillar to open it as, "" for the most certain. What other pillars find in the
        same file opens beside it. `earlier` are recordings it is held against, the oldest first.
        """
        full = _absolute(path)
        document = self._find(full, kind) or self._begin(full, kind, earlier)
        self.show(document)
        return document

    def _find(self, path: Path, kind: str) -> Document | None:
        """An open document of this file; of several, the first one that was asked for."""
        of_file = [each for each in self._documents if each.path == path]
        return next((each for each in of_file if kind in ("", each.kind, _found_kind(each))), None)

    def _begin(self, path: Path, kind: str, earlier: Sequence[Path] = ()) -> Document:
        document = self._make(path, kind)
        if earlier:
            document.baseline, *between = (_absolute(each) for each in earlier)
            document.between = tuple(between)
            self._fall_back(document, None, ())
        self._documents.append(document)
        self.added.emit(document)
        if not kind:
            document.identified.connect(lambda identity: self._open_beside(document, identity))
        document.start(use_cache=self.use_cache)
        return document

    def _open_beside(self, document: Document, identity: Any) -> None:
        for kind in identity.also:
            if document in self._documents and self._find(document.path, kind) in (None, document):
                self._begin(document.path, kind)

    def reload(self, document: Document, view: str = "") -> Document:
        """Read the file again; the new document takes the place of the old one, and shows what that
        showed. `view` is the one to begin with, "" for the one in front."""
        fresh = self._like(document, view)
        self._fall_back(fresh, None, ())
        return self._replace(document, fresh)

    def change_clocks(self, document: Document, view: str = "") -> Document:
        """Read the file again with clocks set right, or as recorded if they are. Rows stay what
        they are: the same is chosen and in sight."""
        fresh = self._like(document, view)
        fresh.correct_clocks = not document.correct_clocks
        fresh.selection.focus = document.selection.focus
        return self._replace(document, fresh)

    def compare(
        self,
        document: Document,
        baseline: Path | None,
        view: str = "",
        between: Sequence[Path] = (),
    ) -> Document:
        """Read the file again, held against another recording and those taken `between` the two;
        with None by itself again. If they cannot be compared, it is as it was before, and says why.
        """
        fresh = self._like(document, view)
        fresh.baseline = _absolute(baseline) if baseline is not None else None
        fresh.between = tuple(_absolute(each) for each in between)
        self._fall_back(fresh, document.baseline, document.between)
        return self._replace(document, fresh)

    def furnish(self, document: Document, given: Sequence[Path], view: str = "") -> Document:
        """Read the file again along with files that tell more of it. If one of them cannot be made
        use of, it is as it was before, and says why."""
        fresh = self._like(document, view)
        fresh.given = tuple(dict.fromkeys([*document.given, *map(_absolute, given)]))
        fresh.failed.connect(lambda error: self._without(fresh, document.given, error.reason))
        return self._replace(document, fresh)

    def ask_database(self, document: Document, address: str, view: str = "") -> Document:
        """Read the file again and ask a database about the advice; if it does not answer, it is as
        it was before, and says why. The address is handed on and forgotten."""
        fresh = self._like(document, view)
        fresh.connection = address
        fresh.failed.connect(lambda error: self._unchecked(fresh, f"Not checked. {error.reason}"))
        fresh.cancelled.connect(lambda: self._unchecked(fresh, ""))
        return self._replace(document, fresh)

    def _unchecked(self, asked: Document, why: str) -> None:
        """The document as it was before a database was asked."""
        if asked in self._documents and asked.opened is None:
            fresh = self._like(asked, asked.first_view)
            fresh.notice = why
            self._replace(asked, fresh)

    def _without(self, furnished: Document, given: tuple[Path, ...], why: str) -> None:
        """The document with no more than was given along with it before."""
        if furnished in self._documents:
            fresh = self._like(furnished, furnished.first_view)
            fresh.given, fresh.notice = given, f"Not added. {why}"
            self._replace(furnished, fresh)

    def _fall_back(self, held: Document, baseline: Path | None, between: tuple[Path, ...]) -> None:
        """If it cannot be compared as is wanted, let it be held against these instead."""
        if held.baseline is not None:
            held.failed.connect(lambda error: self._go_back(held, baseline, between, error.reason))
            held.cancelled.connect(lambda: self._go_back(held, baseline, between))

    def _go_back(
        self, held: Document, baseline: Path | None, between: tuple[Path, ...], why: str = ""
    ) -> None:
        """The document as it was before a comparison that came to nothing."""
        if held.opened is not None or held not in self._documents:
            return
        fresh = self._like(held, held.first_view)
        # What was compared before can fail, too, by now: by itself it always can be read.
        keeps = baseline is not None and (baseline, between) != (held.baseline, held.between)
        fresh.baseline, fresh.between = (baseline, between) if keeps else (None, ())
        fresh.notice = f"Not compared. {why}" if why else ""
        self._replace(held, fresh)

    def swap(self, document: Document, view: str = "") -> Document:
        """Let a document and what it is held against change places."""
        assert document.baseline is not None
        return self.hold_last(document, [document.path, document.baseline], view)

    def hold_last(self, document: Document, paths: Sequence[Path], view: str = "") -> Document:
        """Hold the last of some recordings against those before it, and show it. Its document,
        where it is open, takes the comparison over; otherwise it takes this document's place."""
        baseline, *between, last = (_absolute(each) for each in paths)
        other = document if document.path == last else self._find(last, document.kind)
        if other is None:
            fresh = self._make(last, document.kind)
            fresh.baseline, fresh.between, fresh.first_view = baseline, tuple(between), view
            return self._replace(document, fresh)
        if other is not document and document.baseline is not None:
            self.compare(document, None)
        fresh = self.compare(other, baseline, view, between)
        self.show(fresh)
        return fresh

    def _like(self, document: Document, view: str) -> Document:
        """A document of the same file, opened in the same way."""
        fresh = self._make(document.path, document.kind)
        fresh.correct_clocks, fresh.baseline = document.correct_clocks, document.baseline
        fresh.between, fresh.given = document.between, document.given
        fresh.first_view = fresh.in_front = view or document.in_front
        fresh.first_choice = _chosen_in(document)
        return fresh

    def _replace(self, document: Document, fresh: Document) -> Document:
        place = self._documents.index(document)
        self._documents[place] = fresh
        self.replaced.emit(document, fresh)
        if self._current is document:
            self._current = None
            self.show(fresh)
        self._let_go(document)
        fresh.start(use_cache=self.use_cache)
        return fresh

    def close(self, document: Document) -> None:
        """Take a document out of the window and give its memory back; its neighbour is shown."""
        if document not in self._documents:
            return
        place = self._documents.index(document)
        self._documents.remove(document)
        if self._current is document:
            rest = self._documents[min(place, len(self._documents) - 1) :]
            self.show(rest[0] if rest else None)
        self.removed.emit(document)
        self._let_go(document)

    def show(self, document: Document | None) -> None:
        """Make a document the current one; None shows the start page."""
        if document is not self._current:
            self._current = document
            self.current_changed.emit(document)

    def step(self, by: int = 1) -> None:
        """Show the next document, or the one before with -1."""
        if not self._documents:
            return
        place = self._documents.index(self._current) if self._current else -by
        self.show(self._documents[(place + by) % len(self._documents)])

    def _make(self, path: Path, kind: str) -> Document:
        # Imported here: a selection needs numpy, which the first paint must not wait for.
        from perfview.ui.workspace.document import Document

        document = Document(path, self, kind)
        document.kind_wanted.connect(partial(self._open_as, path))
        return document

    def _open_as(self, path: Path, kind: str, choice: str) -> None:
        """Open a file as another kind as well, and choose something there: at once where it has
        been read, else as soon as it is."""
        document = self.open(path, kind)
        if not choice:
            return
        if document.opened is None:
            document.first_choice = choice
            return
        from perfview.ui.shell.guides import guide_of

        parts = guide_of(document.opened.identity.kind).find(document, choice)
        if parts is not None:
            document.selection.reveal(None, **parts)

    def _let_go(self, document: Document) -> None:
        document.dispose()
        document.deleteLater()
        # Views are deleted by the event loop, and work on a thread may hold columns a while longer;
        # only then are they free.
        for wait_ms in _GIVE_BACK_MS:
            QTimer.singleShot(wait_ms, self, self._give_back)

    def _give_back(self) -> None:
        from perfview.ui.workspace.memory import give_back

        # It takes tens of milliseconds, which the next file's progress must not stand still for.
        if not any(document.is_busy for document in self._documents):
            give_back()


def _found_kind(document: Document) -> str:
    """What its file turned out to be, "" as long as nobody knows."""
    return str(document.identity.kind) if document.identity is not None else ""


def _chosen_in(document: Document) -> str:
    """What is chosen, by a name it has in the file; what was to be chosen if it was never read."""
    if document.opened is None:
        return document.first_choice
    # Imported here: guides know documents, which the first paint does not wait for.
    from perfview.ui.shell.guides import guide_of

    return guide_of(document.opened.identity.kind).identifier(document)


def _absolute(path: str | Path) -> Path:
    return Path(path).expanduser().absolute()
