"""Offering to add to an open document what was opened by itself and is no recording."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from perfview.ui.widgets.background import Background

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document


class Adding(QObject):
    """Budgets or coverage dropped onto the window with a build open: a banner on that build offers
    to add them, and the document that could not be read is closed."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Document | None = None
        window.documents.added.connect(self._follow)
        window.documents.replaced.connect(lambda _old, fresh: self._follow(fresh))
        window.documents.current_changed.connect(self._remember)

    def _follow(self, document: Document) -> None:
        document.failed.connect(lambda _error: self._look())
        # Of files that come together, what is to be added may have failed before.
        document.read.connect(lambda _opened: self._look())

    def _remember(self, document: Document | None) -> None:
        if document is not None and takes_given(document):
            self._shown = document

    def _look(self) -> None:
        """Ask of each document that could not be read whether it tells more of an open one."""
        target = self._target()
        for document in list(self._window.documents):
            if target is None or document.error is None or document.opened is not None:
                continue
            work = Background(document)
            ask = partial(_tells_more, target.identity.kind, document)
            work.ask(ask, partial(self._offer, document))

    def _target(self) -> Document | None:
        """The build that was shown last, or the latest of those that are open."""
        open_ones = [d for d in self._window.documents if d.opened is not None and takes_given(d)]
        latest = open_ones[-1] if open_ones else None
        return self._shown if self._shown in open_ones else latest

    def _offer(self, document: Document, tells_more: bool) -> None:
        target = self._target()
        documents = self._window.documents
        if not tells_more or target is None or document not in list(documents):
            return
        views = self._window.views_of(target)
        if views is None:
            return
        documents.show(target)
        documents.close(document)
        words = f"{document.path.name} tells more of {target.path.name}."
        add = partial(documents.furnish, target, [document.path])
        views.add_banner(words, {"Add it": add}, quiet=True)


def takes_given(document: Document) -> bool:
    """Whether files can be given along with a document that tell more of it."""
    if document.identity is None:
        return False
    # Imported here: the engine has no place before the first paint.
    from perfview.engine.pillars import pillar

    return bool(pillar(document.identity.kind).furnish)


def _tells_more(kind: str, document: Document) -> bool:
    from perfview.engine.pillars import pillar

    return pillar(kind).takes(document.path)
