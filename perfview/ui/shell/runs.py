"""Which open recordings are of one run of a program, and what can be offered of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer

from perfview.findings.quantities import number, plural
from perfview.ui.widgets.background import Background

if TYPE_CHECKING:
    from perfview.ui.shell.banner import Banner
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document

_QUIET_MS = 150


class Runs(QObject):
    """Looks, off the window's thread, at documents of pillars that gain from more than two.

    `known` are the runs found so far, each in the order its recordings were taken.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.known: list[list[Path]] = []
        self._offered: set[tuple[Path, ...]] = set()
        self._checked: set[Document] = set()
        self._banners: dict[Document, Banner] = {}
        self._work = Background(self)
        self._soon = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._soon.timeout.connect(self._look)
        documents = window.documents
        documents.added.connect(self._follow)
        documents.replaced.connect(self._replaced)
        documents.removed.connect(self._forget)

    def in_order(self, paths: Sequence[Path]) -> list[Path]:
        """Files by when they were taken as far as their contents tell, otherwise by when they were
        last written."""
        for run in self.known:
            if set(paths) <= set(run):
                return sorted(paths, key=run.index)
        return by_time_written(paths)

    def _follow(self, document: Document) -> None:
        document.state_changed.connect(lambda _state: self._soon.start())

    def _replaced(self, old: Document, new: Document) -> None:
        self._forget(old)
        self._follow(new)

    def _forget(self, document: Document) -> None:
        self._checked.discard(document)
        self._banners.pop(document, None)
        self._soon.start()

    def _look(self) -> None:
        from perfview.ui.shell.comparing import takes_several
        from perfview.ui.workspace.document import State

        if any(document.is_busy for document in self._window.documents):
            return
        ready = [each for each in self._window.documents if each.state is State.READY]
        documents = [each for each in ready if takes_several(each)]
        for document in documents:
            if document.baseline is not None and document not in self._checked:
                self._check(document)
                return
        self._find(documents)

    def _find(self, documents: list[Document]) -> None:
        studies: dict[Path, Any] = {each.path: each.opened.study for each in documents}
        paths = list(studies)
        if len(paths) < 2:
            return
        ask = _runs_of(documents[0], list(studies.values()))
        self._work.ask(ask, lambda runs: self._offer([[paths[k] for k in run] for run in runs]))

    def _offer(self, runs: list[list[Path]]) -> None:
        """Offer to hold the latest of each run against the others, once for each run."""
        self.known = runs
        for run in runs:
            latest = next((d for d in self._window.documents if d.path == run[-1]), None)
            if len(run) > 1 and latest is not None and latest.baseline is None:
                self._offer_run(latest, run)

    def _offer_run(self, latest: Document, run: list[Path]) -> None:
        if tuple(run) in self._offered or self._window.views_of(latest) is None:
            return
        self._offered.add(tuple(run))
        word, earlier = _word(latest), len(run) - 1
        are = "is" if earlier == 1 else "are"
        only = "it" if earlier == 1 else f"the {number(earlier)}"
        self._say(
            latest,
            f"{plural(earlier, f'earlier {word}')} of this process {are} open.",
            {f"Hold it against {only}": partial(self._hold, latest, run)},
        )
        from perfview.ui.shell.names import short_name

        current = self._window.documents.current
        if current is not None and current is not latest and current.path in run:
            others = "the other" if earlier == 1 else f"the other {number(earlier)}"
            self._say(
                current,
                f"Of this process a later {word} is open: {short_name(run[-1])}.",
                {f"Hold that against {others}": partial(self._hold, current, run)},
            )

    def _check(self, document: Document) -> None:
        """Look whether what a document is held against was taken before it, and in its run."""
        self._checked.add(document)
        opened = document.opened
        held = [opened.baseline, *opened.between, opened]
        ask = _runs_of(document, [each.study for each in held])
        paths = [Path(each.path) for each in held]
        self._work.ask(ask, lambda runs: self._tell_order(document, paths, runs))

    def _tell_order(self, document: Document, paths: list[Path], runs: list[list[int]]) -> None:
        word, last = _word(document), len(paths) - 1
        apart = [paths[k].name for run in runs if last not in run for k in run]
        if apart:
            names = ", ".join(apart[:2]) + (" and more" if len(apart) > 2 else "")
            self._say(
                document,
                f"{names}: not of the process of this {word}. Objects cannot be told apart; "
                "classes are compared by name.",
                {},
            )
        elif runs and runs[0] != sorted(runs[0]):
            order = [paths[k] for k in runs[0]]
            self._say(
                document,
                f"These {word}s were taken in another order: {order[-1].name} is the latest.",
                {"Put them in order": partial(self._hold, document, order)},
            )
        self._soon.start()

    def _hold(self, document: Document, run: list[Path]) -> None:
        if document in list(self._window.documents):
            views = self._window.views_of(document)
            view = views.view.name if views is not None and views.view is not None else ""
            for banner in self._banners.values():
                _put_away(banner)
            self._window.documents.hold_last(document, run, view)

    def _say(self, document: Document, text: str, actions: dict[str, Callable[[], object]]) -> None:
        """Put up a strip in the place of the one that was put up before."""
        views = self._window.views_of(document)
        if views is None:
            return
        if (before := self._banners.pop(document, None)) is not None:
            _put_away(before)
        self._banners[document] = views.add_banner(text, actions, quiet=True)


def _put_away(banner: Banner) -> None:
    # Somebody may have put it away already.
    if shiboken6.isValid(banner):
        banner.deleteLater()


def by_time_written(paths: Sequence[Path]) -> list[Path]:
    """Files by when they were last written, those that are gone first, then by name."""

    def written(path: Path) -> tuple[int, str]:
        try:
            return path.stat().st_mtime_ns, path.name
        except OSError:
            return 0, path.name

    return sorted(paths, key=written)


def _runs_of(document: Document, studies: list[Any]) -> Callable[[], list[list[int]]]:
    from perfview.ui.shell.guides import guide_of

    return partial(guide_of(document.identity.kind).runs, studies)


def _word(document: Document) -> str:
    from perfview.ui.shell.guides import guide_of

    return guide_of(document.identity.kind).recording_word
