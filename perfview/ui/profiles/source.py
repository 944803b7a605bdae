"""The file a function stands in, with what each of its lines costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QVBoxLayout, QWidget

from perfview.engine.settings import Settings
from perfview.findings.quantities import plural
from perfview.profiles.lens import Lens
from perfview.profiles.sources.code_lines import FileLines, lines_of_source
from perfview.profiles.sources.line_callees import LineCalls, callees_of_line
from perfview.profiles.sources.maps.mapping import mapped
from perfview.profiles.study import Study
from perfview.ui.profiles.code.page import CodePage
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import choose, chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_keys
from perfview.ui.profiles.lensing.remains import Remains
from perfview.ui.profiles.tables.function_list import FunctionList
from perfview.ui.profiles.wording import amount
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_COLUMNS = ("function", "self", "total")
_SIZES = (440, 760)
_NONE, _CODE = 0, 1


@dataclass(frozen=True)
class _Listing:
    """A function's file, its name and place as they are shown."""

    function: int
    name: str
    place: tuple[str, int]
    found: FileLines
    whole: float


class SourceView(View):
    """Follows the chosen function."""

    name = "source"
    title = "Source"
    kind = "profiles"
    position = 45

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.holder = lens_of(document)
        self.page = CodePage()
        self._list = FunctionList(document, self.holder, _COLUMNS)
        self._work, self._lines = Background(self), Background(self)
        self._function = -1
        self._though_changed = False
        self._calls = LineCalls([])
        self._build()
        self._connect()
        self._on_focus(document.selection.focus, None)

    def _build(self) -> None:
        pages = QWidget()
        self._pile = QStackedLayout(pages)
        hint = "Its file opens here if it is on this machine."
        self._pile.addWidget(Empty("Choose a function", hint, icon="code"))
        self._pile.addWidget(self.page)
        across = Splitter("source", ((self._list, 0), (pages, 1)), _SIZES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = LensBar(self.document, shows_stacks=False)
        bind_keys(self, bar)
        layout.addWidget(bar)
        layout.addWidget(Remains(self.document, across), 1)
        self.keyboard = self._list.pane.table

    def _connect(self) -> None:
        self.page.area.chosen.connect(self._ask_line)
        self.page.facts.picked.connect(self._choose_call)
        self.page.folder_asked.connect(self._ask_folder)
        self.page.changed_asked.connect(self._show_anyway)
        self.holder.changed.connect(lambda _: self._ask())
        self.document.selection.changed.connect(self._on_focus)

    # The file

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        function = chosen_function(self.study, focus)
        if function != self._function:
            self._function, self._though_changed = function, False
            self._ask()

    def _ask(self) -> None:
        if self._function < 0:
            self._work.forget()
            self._pile.setCurrentIndex(_NONE)
            return
        self._work.ask(self._question(), self._show)

    def _question(self) -> partial[_Listing]:
        return partial(listed, self.study, self.holder.lens, self._function, self._though_changed)

    def _show(self, listing: _Listing) -> None:
        self._pile.setCurrentIndex(_CODE)
        unit = self.study.model.unit(self.holder.lens.metric)
        self.page.show_file(listing.name, listing.place, listing.found, listing.whole, unit)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if self._function >= 0:
            self._work.forget()
            self._show(self._question()())

    def _show_anyway(self) -> None:
        self._though_changed = True
        self._ask()

    # The chosen line

    def _ask_line(self, row: int) -> None:
        if not 0 <= row < len(self.page.area.lines):
            return
        number = self.page.area.lines[row].number
        file = int(self.study.model.functions.file[self._function])
        ask = partial(callees_of_line, self.study, self.holder.lens, file, number)
        self._lines.ask(ask, partial(self._show_line, row))

    def _show_line(self, row: int, calls: LineCalls) -> None:
        if row != self.page.area.row:
            return
        unit = self.study.model.unit(self.holder.lens.metric)
        self._calls = calls
        said = [
            (self.study.name_of(c.function) or "(no name)", amount(c.total, unit))
            for c in calls.calls
        ]
        whence = "calls, from whatever line" if calls.is_whole else "calls"
        self.page.facts.show_line(self.page.area.words(row), said, whence)

    def _choose_call(self, place: int) -> None:
        choose(self.document, self, self._calls.calls[place].function)

    # Other places

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Where is the source code?")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(str(self.document.path.parent))
        dialog.filesSelected.connect(lambda names: self.look_in([Path(name) for name in names]))
        dialog.show()

    def look_in(self, folders: Sequence[Path]) -> None:
        """Look for source code and source maps in these folders, too, from now on."""
        settings: Settings = getattr(self.window(), "settings", None) or Settings()
        for folder in folders:
            settings.add_source_folder(folder)
        every, study = settings.source_folders, self.study
        self._work.ask(partial(_looked, study, every), self._looked)

    def _looked(self, found: Study) -> None:
        if found is not self.study:
            count = int(np.count_nonzero(found.originals.mapped & ~_mapped(self.study)))
            self.study = found
            if count:
                told = f"{plural(count, 'function')} named by source maps here"
                toast(self, f"{told}. Read the file again (F5) for the other views.")
        self._ask()

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what contains `text` in the file."""
        return self.page.find(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next line that contains it."""
        self.page.find_next(step)

    def fit(self) -> None:
        """Go to where the function begins."""
        self.page.go_to_function()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.page.area.viewport().update()


def listed(study: Study, lens: Lens, function: int, though_changed: bool) -> _Listing:
    """The file of a function with its costs; reads files."""
    functions, strings = study.model.functions, study.model.strings
    place = strings[int(functions.file[function])], int(functions.line[function])
    found = lines_of_source(study, lens, function, though_changed=though_changed)
    name = study.name_of(function) or "(no name)"
    return _Listing(function, name, place, found, study.call_tree(lens).whole)


def _looked(study: Study, folders: Sequence[Path]) -> Study:
    return mapped(study, folders)


def _mapped(study: Study) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    size = len(study.model.functions)
    return study.originals.mapped if len(study.originals.mapped) else np.zeros(size, np.bool_)
