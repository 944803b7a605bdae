"""Keeps the bars of a window saying what is true of its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window


class Telling:
    """Words are imported when first needed: they know documents, which the first paint does not."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def state(self, *_: object) -> None:
        """Another document, or another state of it."""
        from perfview.ui.shell.comparing import can_be_compared
        from perfview.ui.shell.status_words import facts_of

        self._window.status.show_facts(facts_of(self._window.documents.current))
        self._window.top_bar.allow_export(self._window.views is not None)
        self._window.top_bar.allow_comparing(can_be_compared(self._window.documents.current))
        self.job()
        self.stretch()

    def job(self) -> None:
        """How far the work is."""
        from perfview.ui.shell.status_words import job_of

        self._window.status.show_job(*job_of(self._window.documents))

    def stretch(self) -> None:
        """What is visible of the recording."""
        from perfview.ui.shell.status_words import stretch_of

        self._window.status.show_stretch(stretch_of(self._window.documents.current))
