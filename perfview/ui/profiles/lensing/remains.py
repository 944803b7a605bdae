"""What a view shows while its lens lets something through, and what stands there else."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.ui.profiles.lensing.crumbs import crumbs_of
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.wording import metric_title
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.workspace.document import Document


class Remains(QWidget):
    """`content` in front, unless no sample is left of it."""

    def __init__(self, document: Document, content: QWidget) -> None:
        super().__init__()
        self._study: Study = document.opened.study
        self._holder = lens_of(document)
        self._content = content
        self._work = Background(self)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(content)
        self._holder.changed.connect(self._ask)
        self._ask(self._holder.lens)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        return self._pile.currentWidget() is not self._content

    def _ask(self, lens: Lens) -> None:
        self._work.ask(lambda: self._has_any(lens), self._show)

    def _has_any(self, lens: Lens) -> bool:
        return bool(self._study.call_tree(lens).total.any())

    def settle(self) -> None:
        """Find out at once; for pictures and tests."""
        self._work.forget()
        self._show(self._has_any(self._holder.lens))

    def _show(self, has_any: bool) -> None:
        old = self._pile.widget(1)
        if old is not None:
            self._pile.removeWidget(old)
            old.deleteLater()
        if not has_any:
            self._pile.addWidget(self._nothing())
        self._pile.setCurrentIndex(0 if has_any else 1)

    def _nothing(self) -> Empty:
        holder, study = self._holder, self._study
        if holder.is_filtered:
            latest = crumbs_of(study, holder)[-1]
            return Empty(
                "Nothing is left",
                f"No sample remains after “{_short(latest.tip)}”.",
                "Take that back",
                latest.take_back,
                icon="funnel",
            )
        model = study.model
        if len(model.stacks) and len(model.metrics) > 1:
            name = metric_title(model, holder.lens.metric)
            why = f"“{name}” is 0 in every sample. Choose another kind of weight above."
            return Empty("Nothing to see here", why, icon="flame")
        return Empty("Nothing was sampled", "No sample has anything on its stack.", icon="flame")


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"
