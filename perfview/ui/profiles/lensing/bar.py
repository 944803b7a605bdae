"""What is looked at, over every view of a profile: metric, threads, labels, range, transforms."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from perfview.findings.quantities import duration, plural
from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.profiles.transforms.words import breadcrumb, sentence
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.menu import add
from perfview.ui.profiles.wording import metric_title
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import empty_out, on_surface, row
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.label import label, set_tip
from perfview.ui.workspace.document import Document

_MOST_LISTED = 60
_EVERYWHERE = (
    ("Hide libraries", Change.HIDE_LIBRARIES, "Leave out frames of libraries and runtime"),
    ("Fold libraries", Change.FOLD_LIBRARIES, "Frames of one package become one frame"),
    ("Fold recursion", Change.COLLAPSE_ALL_RECURSION, "Calls right below themselves become one"),
)


class LensBar(QWidget):
    """A row of choices, and under it, when there are any, the changes one by one.

    `lead` are the view's own widgets, which stand first.
    """

    def __init__(self, document: Document, *lead: QWidget, tail: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self._study: Study = document.opened.study
        self._document = document
        self.holder = lens_of(document)
        self._metric = button("", "caret-down", "", tip="What is counted")
        self._threads = button("", "caret-down", "", tip="Which threads count")
        self._labels = button("Labels", "caret-down", "", tip="Only samples with a label")
        self._metric.clicked.connect(self._choose_metric)
        self._threads.clicked.connect(self._choose_threads)
        self._labels.clicked.connect(self._choose_labels)
        self._switches = [self._switch(*each) for each in _EVERYWHERE]
        top = row(
            *lead,
            *(made for made, _ in self._switches),
            self._metric,
            self._threads,
            self._labels,
            1,
            *tail,
            margin=(8, 0, 8, 0),
        )
        top.setFixedHeight(ROW.toolbar)
        on_surface(top, "panel", "bottom")
        self._crumbs = QHBoxLayout()
        self._crumbs.setContentsMargins(8, 0, 8, 0)
        self._crumbs.setSpacing(4)
        self._trail = QWidget()
        self._trail.setLayout(self._crumbs)
        self._trail.setFixedHeight(34)
        self._trail.setAccessibleName("Changes of what is seen")
        on_surface(self._trail, "panel", "bottom")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self._trail)
        model = self._study.model
        self._metric.setVisible(len(model.metrics) > 1)
        self._threads.setVisible(len(model.threads) > 1)
        self._labels.setVisible(len(model.labels) > 0)
        self.holder.changed.connect(self._show)
        self._show(self.holder.lens)

    def _switch(self, text: str, change: Change, tip: str) -> tuple[QPushButton, Change]:
        made = chip(text, tip=tip)
        made.clicked.connect(lambda: self._toggle(change))
        return made, change

    def _toggle(self, change: Change) -> None:
        now = [each.change for each in self.holder.lens.transforms]
        if change in now:
            self.holder.remove(now.index(change))
        else:
            self.holder.apply(Transform(change))

    # What is shown

    def _show(self, lens: Lens) -> None:
        changes = {each.change for each in lens.transforms}
        for made, change in self._switches:
            made.setChecked(change in changes)
        self._metric.setText(metric_title(self._study.model, lens.metric))
        self._threads.setText(self._threads_words(lens))
        self._labels.setText(" ".join(f"{k}={v}" for k, v in lens.labels) or "Labels")
        self._show_trail(lens)

    def _threads_words(self, lens: Lens) -> str:
        count = len(self._study.model.threads)
        if not lens.threads:
            return f"All {count} threads"
        if len(lens.threads) == 1:
            return thread_title(self._study, lens.threads[0])
        return plural(len(lens.threads), "thread")

    def _show_trail(self, lens: Lens) -> None:
        empty_out(self._crumbs)
        ranged = lens.start_ns is not None and lens.end_ns is not None
        self._trail.setVisible(bool(lens.transforms) or ranged or bool(lens.labels or lens.where))
        if lens.start_ns is not None and lens.end_ns is not None:
            words = f"{duration(lens.end_ns - lens.start_ns)} from {duration(lens.start_ns)} on"
            self._crumb(words, "Look at the whole time again", self._whole_time)
        for key, value in lens.labels:
            rest = tuple(pair for pair in lens.labels if pair != (key, value))
            self._crumb(f"{key}={value}", "Leave out", partial(self.holder.change, labels=rest))
        if lens.where:
            self._crumb(lens.where, "Leave out", partial(self.holder.change, where=""))
        for place, transform in enumerate(lens.transforms):
            words, tip = breadcrumb(self._study, transform), sentence(self._study, transform)
            self._crumb(words, f"Take back: {tip}", partial(self.holder.remove, place))
        undo = button("Undo", "arrow-counter-clockwise", "flat", tip="The change before")
        undo.setEnabled(self.holder.can_undo)
        undo.clicked.connect(self.holder.undo)
        redo = button("Redo", "arrow-clockwise", "flat", tip="The change after")
        redo.setEnabled(self.holder.can_redo)
        redo.clicked.connect(self.holder.redo)
        self._crumbs.addStretch(1)
        self._crumbs.addWidget(undo)
        self._crumbs.addWidget(redo)

    def _crumb(self, words: str, tip: str, do: object) -> None:
        if self._crumbs.count():
            self._crumbs.addWidget(label("›", "3"))
        short = words if len(words) <= 46 else f"{words[:45]}…"
        made = button(short, "x", "chip")
        set_tip(made, tip)
        made.clicked.connect(do)
        self._crumbs.addWidget(made)

    def _whole_time(self) -> None:
        self._document.selection.change(self, range_ns=None)

    # What is chosen

    def _choose_metric(self) -> None:
        menu = self._menu(self._metric)
        for metric in range(len(self._study.model.metrics)):
            words = metric_title(self._study.model, metric)
            add(menu, words, partial(self.holder.change, metric=metric))
        self._drop(menu, self._metric)

    def _choose_threads(self) -> None:
        menu = self._menu(self._threads)
        add(menu, "All threads", partial(self.holder.change, threads=()))
        menu.addSeparator()
        for thread in busiest_threads(self._study)[:_MOST_LISTED]:
            words = thread_title(self._study, thread)
            add(menu, words, partial(self.holder.change, threads=(thread,)))
        self._drop(menu, self._threads)

    def _choose_labels(self) -> None:
        from perfview.profiles.measures.labels import label_weights

        menu = self._menu(self._labels)
        add(menu, "Whatever the labels", partial(self.holder.change, labels=()))
        for key, values in label_weights(self._study, self.holder.lens.metric).items():
            inner = menu.addMenu(key)
            for found in values[:_MOST_LISTED]:
                add(inner, found.value, partial(self._add_label, (key, found.value)))
        self._drop(menu, self._labels)

    def _add_label(self, pair: tuple[str, str]) -> None:
        if pair not in self.holder.lens.labels:
            self.holder.change(labels=(*self.holder.lens.labels, pair))

    def _menu(self, owner: QWidget) -> QMenu:
        menu = QMenu(owner)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @staticmethod
    def _drop(menu: QMenu, under: QWidget) -> None:
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


def thread_title(study: Study, thread: int) -> str:
    """``main``, or ``worker 4711`` where names repeat or are missing."""
    threads, strings = study.model.threads, study.model.strings
    name = strings[int(threads.name[thread])]
    number = int(threads.thread_id[thread])
    same = int((threads.name == threads.name[thread]).sum()) > 1
    if name and not same:
        return name
    identifier = f"{number}" if number >= 0 else f"{thread + 1}"
    return f"{name or 'thread'} {identifier}"


def busiest_threads(study: Study) -> list[int]:
    """Threads by how many samples they have, most first."""
    import numpy as np

    counts = np.diff(study.model.samples.thread_first)
    return [int(thread) for thread in np.argsort(-counts, kind="stable")]
