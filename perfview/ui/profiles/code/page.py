"""A function's file on a page: what it is, what hinders, the code, what the chosen line does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.profiles.sources.code_lines import FileLines
from perfview.profiles.sources.lookup import LONGEST_LINE, Reached
from perfview.ui.profiles.code.area import CodeArea
from perfview.ui.profiles.code.gutter_head import GutterHead
from perfview.ui.profiles.code.line_facts import LineFacts
from perfview.ui.profiles.code.line_painting import Gutter, language_of_file
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon, label
from perfview.ui.widgets.search_field import SearchField

_HINDERED = {
    Reached.MISSING: "{file} is neither where the profile says nor beside it.",
    Reached.CHANGED: "{file} has changed since: {name} no longer begins at line {line}.",
    Reached.NO_FILE: "The profile does not say in which file {name} is.",
}
_MINIFIED = (
    "{file} is minified: its lines tell little. With its source map beside it, functions have their"
    " original names and places."
)


class CodePage(QWidget):
    """`folder_asked`: look elsewhere for the file; `changed_asked`: show it though it changed."""

    folder_asked = Signal()
    changed_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.area = CodeArea()
        self.facts = LineFacts()
        self.search = SearchField("Find in the file", 150)
        self._file = Elided("", "strong", mode=Qt.TextElideMode.ElideMiddle)
        self._says = label("", "3")
        self._hindered = label("", "2", wrap=True)
        self._anyway = button("Show it as it is now", kind="flat")
        self._banner = self._made_banner()
        self._build()

    def _made_banner(self) -> QWidget:
        folder = button(
            "Look in a folder…",
            "folder-open",
            tip="For source code and source maps; remembered for other profiles",
        )
        folder.clicked.connect(self.folder_asked)
        self._anyway.clicked.connect(self.changed_asked)
        parts = (Icon("file-x", "text3"), (self._hindered, 1), self._anyway, folder)
        return on_surface(row(*parts, gap=10, margin=(12, 6, 8, 6)), "raised", "bottom")

    def _build(self) -> None:
        back = button("", "caret-up", "flat", tip="Previous costly line (P)")
        on = button("", "caret-down", "flat", tip="Next costly line (N)")
        begin = button("Function", "arrow-down", "flat", tip="Go to where the function begins")
        back.clicked.connect(lambda: self.area.step(-1))
        on.clicked.connect(lambda: self.area.step(1))
        begin.clicked.connect(self.go_to_function)
        self.search.searched.connect(self.find)
        self.search.stepped.connect(self.find_next)
        title = row((self._file, 1), self._says, gap=12, margin=(12, 6, 12, 6))
        tools = row((GutterHead(), 1), begin, back, on, self.search, gap=4, margin=(0, 2, 8, 2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(title, "panel", "bottom"))
        layout.addWidget(self._banner)
        layout.addWidget(on_surface(tools, "panel", "bottom"))
        layout.addWidget(self.area, 1)
        layout.addWidget(self.facts)

    def show_file(
        self, name: str, place: tuple[str, int], found: FileLines, whole: float, unit: str
    ) -> None:
        """Show the file of a function of this name; `place` is its recorded file and line."""
        file, begins = place
        reach = found.reach
        self._file.setText(_shown_place(file, found))
        costly = sum(line.total != 0 for line in found.lines)
        everything = f" of {len(found.lines):,}" if found.has_code else ""
        self._says.setText(f"{plural(costly, 'line')}{everything} with cost")
        hindered = _MINIFIED if _is_minified(found) else _HINDERED.get(reach.reached, "")
        short = file.rpartition("/")[2] or file
        self._hindered.setText(hindered.format(file=short, name=name, line=begins))
        self._banner.setVisible(bool(hindered))
        self._anyway.setVisible(reach.reached is Reached.CHANGED)
        digits = len(str(found.lines[-1].number)) if found.lines else 1
        gutter = Gutter(whole, max(digits, 3), shows_own=True)
        self.area.show_lines(found.lines, gutter, unit, language_of_file(file), begins)
        self._begins = begins
        self.go_to_function()
        self.facts.show_line("Choose a line to see what it calls", ())

    def go_to_function(self) -> None:
        """Bring the function's first line into sight, else its first costly one."""
        row = self.area.row_of(self._begins) if self._begins else -1
        costly = (r for r, line in enumerate(self.area.lines) if line.total)
        self.area.go_to(row if row >= 0 else next(costly, 0))

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what contains a text."""
        count = self.area.find(text)
        self.search.show_count(count)
        if count:
            self.find_next(1)
        return count

    def find_next(self, step: int) -> None:
        """Go to the next row that contains it."""
        at = self.area.find_next(step)
        self.search.show_count(len(self.area.hits), at)


def _is_minified(found: FileLines) -> bool:
    """Whether what costs something is on lines nobody wrote."""
    if not found.has_code:
        return False
    return any(len(line.text) > LONGEST_LINE for line in found.lines if line.total)


def _shown_place(file: str, found: FileLines) -> str:
    """Where the code that is shown is from."""
    recorded = file.removeprefix("file://")
    if not found.has_code or found.reach.found is None:
        return recorded
    return found.reach.found.path or f"{recorded}, from its source map"
