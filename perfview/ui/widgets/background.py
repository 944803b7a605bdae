"""Work longer than a frame, off the window's thread; only the newest answer counts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

_LOG = logging.getLogger("perfview")


class Background(QObject):
    """Runs one question at a time for its owner. A later `ask` makes earlier answers void."""

    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = 0
        self._then: Callable[[Any], None] | None = None
        self._failed: Callable[[], None] | None = None
        self._answered.connect(self._receive)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._then is not None

    def ask(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Call `work` on another thread, then `then` with its answer on this one.

        When `work` raises, the error goes to the log and `failed` is called instead.
        """
        self._newest += 1
        self._then, self._failed = then, failed
        question = self._newest

        def run() -> None:
            answer: tuple[Any, ...] = ()
            try:
                answer = (work(),)
            except Exception:
                _LOG.exception("background work failed")
            try:
                self._answered.emit(question, answer)
            except RuntimeError:
                _LOG.debug("the asker is gone")

        QThreadPool.globalInstance().start(run)

    def forget(self) -> None:
        """The answer that is on its way will not be wanted."""
        self._newest += 1
        self._then = None

    def _receive(self, question: int, answer: tuple[Any, ...]) -> None:
        if question != self._newest or self._then is None:
            return
        then, self._then = self._then, None
        if answer:
            then(answer[0])
        elif self._failed is not None:
            self._failed()
