"""The menus of the lens bar: what is counted, which threads and labels count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from perfview.findings.quantities import number, plural
from perfview.profiles.measures.labels import label_weights
from perfview.profiles.measures.threads import thread_table
from perfview.profiles.study import Study
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.lensing.staying_menu import StayingMenu
from perfview.ui.profiles.naming import busiest_threads, process_title, thread_title
from perfview.ui.profiles.wording import amount, metric_title, total_word

_MOST_LISTED = 60


class Choices:
    """Makes the menus, each owned by the widget it drops from."""

    def __init__(self, study: Study, holder: LensHolder) -> None:
        self._study, self._holder = study, holder

    def metrics(self, owner: QWidget) -> QMenu:
        """Everything the samples weigh, the one that is counted ticked."""
        menu, model = QMenu(owner), self._study.model
        now = self._holder.lens.metric
        shown = model.metrics.default if now < 0 else now
        for metric in range(len(model.metrics)):
            words = f"{metric_title(model, metric)}\t{total_word(model.unit(metric))}"
            action = _add(menu, words, partial(self._holder.change, metric=metric))
            action.setCheckable(True)
            action.setChecked(metric == shown)
        return menu

    def threads(self, owner: QWidget) -> QMenu:
        """All threads, by process where there are several, busiest first; any number of them."""
        menu = StayingMenu(owner)
        ticked: dict[int, QAction] = {}
        every = _add(menu, "All threads", lambda: self._holder.change(threads=()))
        every.triggered.connect(lambda: _untick(ticked.values()))
        listed = busiest_threads(self._study)[:_MOST_LISTED]
        processes = {thread: process_title(self._study, thread) for thread in listed}
        several = len(set(processes.values())) > 1
        if several:
            listed.sort(key=lambda thread: processes[thread])
        table, unit = thread_table(self._study), self._study.model.unit()
        for process, some in groupby(listed, key=lambda thread: processes[thread]):
            menu.addSection(process) if several else menu.addSeparator()
            for thread in some:
                name = f"{thread_title(self._study, thread)}\t{amount(table.total[thread], unit)}"
                action = _add(menu, name, partial(self._toggle_thread, thread))
                action.setCheckable(True)
                action.setChecked(thread in self._holder.lens.threads)
                ticked[thread] = action
        rest = len(self._study.model.threads) - len(listed)
        if rest:
            menu.addSeparator()
            _add(menu, f"{plural(rest, 'quieter thread')}: Ctrl+K finds some").setEnabled(False)
        return menu

    def _toggle_thread(self, thread: int) -> None:
        chosen = set(self._holder.lens.threads) ^ {thread}
        self._holder.change(threads=tuple(sorted(chosen)))

    def labels(self, owner: QWidget) -> QMenu:
        """Each label with its values, heaviest first; several values of one count together."""
        menu = QMenu(owner)
        lens = self._holder.lens
        _add(menu, "Whatever the labels", partial(self._holder.change, labels=()))
        menu.addSeparator()
        unit = self._study.model.unit(lens.metric)
        for key, values in label_weights(self._study, lens.metric).items():
            inner = StayingMenu(_escaped(key), menu)
            menu.addMenu(inner)
            for found in values[:_MOST_LISTED]:
                words = f"{found.value}\t{amount(found.weight, unit)}"
                action = _add(inner, words, partial(self._toggle_label, (key, found.value)))
                action.setCheckable(True)
                action.setChecked((key, found.value) in lens.labels)
            if len(values) > _MOST_LISTED:
                rest = number(len(values) - _MOST_LISTED)
                _add(inner, f"{rest} lighter values").setEnabled(False)
        return menu

    def _toggle_label(self, pair: tuple[str, str]) -> None:
        labels = self._holder.lens.labels
        if pair in labels:
            self._holder.change(labels=tuple(each for each in labels if each != pair))
        else:
            self._holder.change(labels=(*labels, pair))


def drop(menu: QMenu, under: QWidget) -> None:
    """Show a menu below a button; it is gone with its closing."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


def _add(menu: QMenu, words: str, do: object = None) -> QAction:
    action = menu.addAction(_escaped(words))
    if callable(do):
        action.triggered.connect(lambda: do())
    return action


def _escaped(words: str) -> str:
    """An ampersand would be taken for the mark of a key."""
    return words.replace("&", "&&")


def _untick(actions: Iterable[QAction]) -> None:
    for action in actions:
        action.setChecked(False)
