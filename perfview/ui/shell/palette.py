"""The command palette: a few letters lead to any command, document, service, span or finding."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from perfview.findings.quantities import plural
from perfview.ui.shell.fuzzy import Hit, search
from perfview.ui.shell.overlay import Overlay
from perfview.ui.shell.palette_entries import GROUPS, PREFIXES, Entry
from perfview.ui.shell.palette_rows import ENTRY, LETTERS, PaletteRows
from perfview.ui.widgets.arrange import column, line, row
from perfview.ui.widgets.label import Icon, key_cap, label

_WIDTH_PX = 640
_MOST_PX = 420
_PER_GROUP = 8
_NAMED = ("service", "object")


class Palette(Overlay):
    """`gather` is asked for the entries whenever the palette appears, `look_up` for those that a
    text after ``@`` names exactly."""

    def __init__(
        self,
        window: QWidget,
        gather: Callable[[], list[Entry]],
        look_up: Callable[[str], list[Entry]] = lambda _: [],
    ) -> None:
        super().__init__(window)
        self.setAccessibleName("Command palette")
        self._gather, self._look_up = gather, look_up
        self._gathered = 0
        self._entries: list[Entry] = []
        self._folded: list[str] = []
        self.field = QLineEdit()
        self.field.setProperty("role", "bare")
        self.field.setPlaceholderText("Go to anything, or run a command")
        self.field.setAccessibleName("Go to anything, or run a command")
        self.field.setStyleSheet("font-size: 15px; font-weight: 600")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Results")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(PaletteRows(self.list))
        self.list.setStyleSheet(
            "QListWidget { background: transparent; border: 0; padding: 6px 8px 8px 8px; }"
        )
        self.list.itemClicked.connect(lambda _item: self._go())
        self._count = label("", "3")
        self.set_frame(self._frame())

    def appear(self) -> None:
        """Show, with what there is to go to right now."""
        self._entries = self._gather()
        self._gathered = len(self._entries)
        self._folded = [entry.title.lower() for entry in self._entries]
        self.field.clear()
        self._search("")
        super().appear()
        self.field.setFocus()

    def dismiss(self) -> None:
        """Hide; a closed document must not be kept alive by its entries."""
        super().dismiss()
        self._entries, self._folded = [], []
        self.list.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the results while the cursor stays in the field."""
        if watched is self.field and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        steps |= {Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in steps:
            self._move(steps[Qt.Key(key)])
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        rows = [i for i in range(self.list.count()) if self._entry(self.list.item(i)) is not None]
        if not rows:
            return
        here = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else 0
        there = (here + step) % len(rows) if abs(step) == 1 else here + step
        self.list.setCurrentRow(rows[max(0, min(there, len(rows) - 1))])

    def _go(self) -> None:
        item = self.list.currentItem()
        entry = self._entry(item) if item is not None else None
        if entry is not None:
            self.dismiss()
            entry.run()

    @staticmethod
    def _entry(item: QListWidgetItem) -> Entry | None:
        found = item.data(ENTRY)
        return found if isinstance(found, Entry) else None

    def _search(self, text: str) -> None:
        only = PREFIXES.get(text[:1], GROUPS)
        query = text[1:] if text[:1] in PREFIXES else text
        self._add_named(text)
        hits = search(query.strip(), self._folded, limit=len(self._folded))
        shown: dict[str, list[Hit]] = {group: [] for group in GROUPS}
        found = 0
        for hit in hits:
            entry = self._entries[hit.index]
            if entry.group not in only or (text[:1] == "@" and entry.sort not in _NAMED):
                continue
            found += 1
            room = _PER_GROUP if len(only) > 1 else 60
            if len(shown[entry.group]) < room:
                shown[entry.group].append(hit)
        self._count.setText(plural(found, "result"))
        self._fill(shown)

    def _add_named(self, text: str) -> None:
        """Put what the text names exactly among the entries."""
        del self._entries[self._gathered :], self._folded[self._gathered :]
        known = {entry.title for entry in self._entries} if text[:1] == "@" else set()
        named = self._look_up(text) if text[:1] == "@" and text not in known else []
        self._entries += named
        self._folded += [entry.title.lower() for entry in named]

    def _fill(self, shown: dict[str, list[Hit]]) -> None:
        self.list.clear()
        for group, hits in shown.items():
            if hits:
                head = QListWidgetItem(group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(head)
            for hit in hits:
                entry = self._entries[hit.index]
                item = QListWidgetItem(entry.title)
                item.setData(ENTRY, entry)
                item.setData(LETTERS, hit.letters)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {entry.detail}")
                self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(1)
        tall = sum(self.list.sizeHintForRow(i) for i in range(self.list.count()))
        self.list.setFixedHeight(min(_MOST_PX, max(40, tall + 16)))
        self.place()

    def _frame(self) -> QFrame:
        head = row(
            Icon("magnifying-glass", "accent", 18),
            (self.field, 1),
            self._count,
            key_cap("Esc"),
            margin=(16, 0, 14, 0),
            gap=8,
        )
        head.setFixedHeight(50)
        hints: list[QWidget] = []
        for key, words in (
            ("Enter", "go"),
            (">", "commands only"),
            ("@", "names in the file"),
            ("#", "findings"),
        ):
            hints += [key_cap(key), label(words, "3")]
        foot = row(*hints, 1, margin=(16, 0, 14, 0), gap=6)
        foot.setFixedHeight(34)
        # The list stands in the frame itself: its height must reach the frame at once.
        frame = column(head, line(), self.list, line(), foot, gap=0)
        frame.setProperty("surface", "overlay")
        frame.setFixedWidth(_WIDTH_PX)
        return frame
