"""Offering to add to an open document what was opened by itself and is no recording."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from perfview.ui.widgets.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from perfview.ui.shell.banner import Banner
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document


class Adding(QObject):
    """Budgets or coverage dropped onto the window with a build open, a schema with a log open: a
    banner there offers to add them, and the document that could not be read is closed."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Document | None = None
        self._offered: dict[Document, tuple[Banner, list[Path]]] = {}
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
        banner, paths = self._offered.pop(target, (None, []))
        if banner is not None and isValid(banner):
            banner.deleteLater()
        else:
            paths = []
        paths = [*paths, document.path]
        names, are_several = " and ".join(each.name for each in paths), len(paths) > 1
        words = f"{names} {'tell' if are_several else 'tells'} more of {target.path.name}."
        press = "Add them" if are_several else "Add it"
        add: dict[str, Callable[[], object]] = {press: partial(self._add, target, paths)}
        # Of files that come together one banner tells: adding one alone would forget the others.
        self._offered = {target: (views.add_banner(words, add, quiet=True), paths)}

    def _add(self, target: Document, paths: list[Path]) -> None:
        before = {odd.detail for odd in target.opened.report.oddities}
        fresh = self._window.documents.furnish(target, paths)
        fresh.advised.connect(lambda _advice: self._tell(fresh, before))

    def _tell(self, document: Document, before: set[str]) -> None:
        """What is noted of the recording now that was not before."""
        views = self._window.views_of(document)
        said = [odd.detail for odd in document.opened.report.oddities if odd.detail not in before]
        if views is not None and said:
            views.add_banner(" ".join(said), {}, quiet=True)


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
