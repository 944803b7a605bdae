"""What is looked at, over every view of a profile: metric, threads, labels, filter, transforms."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.lensing.choices import Choices, drop
from perfview.ui.profiles.lensing.filter_row import FilterRow
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.trail import Trail
from perfview.ui.profiles.naming import thread_title
from perfview.ui.profiles.wording import metric_title
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.label import badge, set_tip
from perfview.ui.workspace.document import Document

_GAP = 8
_LONGEST = 22
_ICON = 30
_SEARCH = 130
_LEVELS = _ROOMY, _FOLDED, _TIGHT, _ICONS = range(4)
_EVERYWHERE = (
    ("Hide libraries", Change.HIDE_LIBRARIES, "Leave out frames of libraries and runtime"),
    ("Fold libraries", Change.FOLD_LIBRARIES, "Frames of one package become one frame"),
    ("Fold recursion", Change.COLLAPSE_ALL_RECURSION, "Calls right below themselves become one"),
)
_ESTIMATED = (
    "The recording counted calls, it did not see stacks: how a function’s cost is divided among"
    " the ways to it is estimated in proportion to calls. The functions table is exact."
)


class LensBar(QWidget):
    """A row of choices, and under it the filter while it is typed and the changes one by one.

    `lead` are the view's own widgets, which stand first, `tail` those that stand last. Where room
    is short, what is on or off (of `lead` the buttons) stands in a menu, and where it is shorter
    still, buttons are icons. `shows_stacks`: whether the view shows ways of calls, which may only
    be estimated; `compares`: whether it looks at another profile, too, which has other threads and
    times.
    """

    def __init__(
        self,
        document: Document,
        *lead: QWidget,
        tail: tuple[QWidget, ...] = (),
        shows_stacks: bool = True,
        compares: bool = False,
    ) -> None:
        super().__init__()
        self._study: Study = document.opened.study
        self.holder = lens_of(document)
        self._choices = Choices(self._study, self.holder)
        self.trail = Trail(self._study, self.holder, compares=compares)
        self._switches = [self._switch(*each) for each in _EVERYWHERE]
        self._options = button("Options", "sliders-horizontal", "", tip="What is shown, and how")
        self._metric = button("weight", "caret-down", "", tip="What is counted")
        self._threads = button("threads", "caret-down", "", tip="Which threads count")
        self._labels = button("Labels", "tag", "", tip="Only samples with a label")
        self.filter = chip("Filter", "funnel-simple", tip="Filter by frames (Ctrl+Shift+F)")
        self._more = button("", "dots-three", "flat", tip="Copy, paste or keep changes")
        self._options.clicked.connect(lambda: drop(self._option_menu(), self._options))
        for opens, make in (
            (self._metric, self._choices.metrics),
            (self._threads, self._choices.threads),
            (self._labels, self._choices.labels),
        ):
            opens.clicked.connect(lambda _=False, o=opens, m=make: drop(m(o), o))
        self.filter.clicked.connect(self.ask_filter)
        self._more.clicked.connect(lambda: drop(self.trail.more_menu(self._more), self._more))
        estimated = self._study.model.is_estimated and shows_stacks
        marks = (self._estimated_mark(),) if estimated else ()
        chips = [made for made, _ in self._switches]
        own = [each for each in lead if isinstance(each, QPushButton)]
        self._own_chips, self._chips = own, chips
        self._icons = (self._options, self._labels, self.filter)
        menus = (self._options, self._metric, self._threads, self._labels)
        middle = (*chips, *menus, self.filter, self._more)
        self._parts, self._tail = (*lead, *middle, *marks), tail
        self.filter_row = FilterRow(self._study, self.holder)
        self.filter_row.left.connect(self._leave_filter)
        self.filter_row.hide()
        self._build((*lead, *middle, *marks), tail)
        model = self._study.model
        self._metric.setVisible(len(model.metrics) > 1)
        self._threads.setVisible(len(model.threads) > 1 and not compares)
        self._labels.setVisible(len(model.labels) > 0)
        self.holder.changed.connect(self._show)
        self._show(self.holder.lens)

    def _build(self, parts: tuple[QWidget, ...], tail: tuple[QWidget, ...]) -> None:
        top = QWidget()
        across = QHBoxLayout(top)
        across.setContentsMargins(_GAP, 0, _GAP, 0)
        across.setSpacing(_GAP)
        for part in parts:
            across.addWidget(part)
        across.addStretch(1)
        for part in tail:
            across.addWidget(part)
        top.setFixedHeight(ROW.toolbar)
        on_surface(top, "panel", "bottom")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for row in (top, self.filter_row, self.trail):
            layout.addWidget(row)
        # Otherwise the chips would keep the window from becoming narrow.
        self.setMinimumWidth(1)

    @staticmethod
    def _estimated_mark() -> QWidget:
        made = badge("estimated", "warn")
        set_tip(made, _ESTIMATED)
        made.setAccessibleDescription(_ESTIMATED)
        return made

    # Where room is short

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 2 * _GAP
        for level in _LEVELS:
            self._show_at(level)
            if self._wanted(level) <= room:
                return

    def _show_at(self, level: int) -> None:
        """Fold first what is done everywhere, then the view's own, then words into icons."""
        self._options.setVisible(level >= _FOLDED)
        for made in self._chips:
            made.setVisible(level < _FOLDED)
        for made in self._own_chips:
            made.setVisible(level < _TIGHT)
        for made in self._icons:
            words = self._words(made) if level < _ICONS else ""
            made.setText(words)
            made.setFixedWidth(_ICON if not words else made.sizeHint().width())

    def _words(self, made: QPushButton) -> str:
        if made is self._labels:
            labels = self.holder.lens.labels
            return _short(" ".join(f"{k}={v}" for k, v in labels) or "Labels")
        return "Filter" if made is self.filter else "Options"

    def _wanted(self, level: int) -> int:
        shown: list[int] = [p.sizeHint().width() for p in self._parts if not p.isHidden()]
        # A search field gives way before words do.
        tail = [_SEARCH if level else part.sizeHint().width() for part in self._tail]
        return sum(shown) + sum(tail) + _GAP * (len(shown) + len(tail))

    def _option_menu(self) -> QMenu:
        menu = QMenu(self._options)
        for made in (*self._own_chips, *self._chips):
            if not made.isHidden():
                continue
            action = menu.addAction(made.text())
            action.setCheckable(True)
            action.setChecked(made.isChecked())
            action.triggered.connect(made.click)
        return menu

    # What is done everywhere

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

    def ask_filter(self) -> None:
        """Let a filter by frames be typed, or put that away again."""
        opened = self.filter_row.isHidden()
        self.filter_row.setVisible(opened)
        if opened:
            self.filter_row.open()
        self._mark_filter()

    def _leave_filter(self) -> None:
        self.filter_row.hide()
        self._mark_filter()

    def _mark_filter(self) -> None:
        self.filter.setChecked(not self.filter_row.isHidden() or bool(self.holder.lens.where))

    # What is shown

    def _show(self, lens: Lens) -> None:
        changes = {each.change for each in lens.transforms}
        for made, change in self._switches:
            made.setChecked(change in changes)
        self._metric.setText(_short(metric_title(self._study.model, lens.metric)))
        self._threads.setText(_short(self._threads_words(lens)))
        self._mark_filter()
        self._fit()

    def _threads_words(self, lens: Lens) -> str:
        if not lens.threads:
            return f"All {plural(len(self._study.model.threads), 'thread')}"
        if len(lens.threads) == 1:
            return thread_title(self._study, lens.threads[0])
        return plural(len(lens.threads), "thread")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
