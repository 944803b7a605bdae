"""What a tab in the centre of the window is."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from perfview.ui.widgets.search_field import FilterField
from perfview.ui.workspace.document import Document


class View(QWidget):
    """One picture or table of a document. Subclass it in a file of its own under a pillar's folder
    in `ui`; the registry finds it, and it is a tab and a ``perfview screenshot --view``.

    A view is made when its tab is first shown and the document has been read:
    `document.opened.study` is there. It follows `document.selection.changed` and `.revealed`, and
    asks for changes there.
    """

    name: ClassVar[str]
    """Slug, e.g. ``timeline``."""
    title: ClassVar[str]
    kind: ClassVar[str]
    """The pillar whose documents it shows, e.g. ``traces``."""
    position: ClassVar[int] = 100
    """Tabs stand in this order."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.keyboard: QWidget = self
        """The part keys go to. Not a focus proxy: with one, Tab would skip what comes before."""

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Whether this document has anything to show here; views without have no tab."""
        return True

    @classmethod
    def title_for(cls, document: Document) -> str:
        """What stands on its tab; some recordings have other words for the same thing."""
        return cls.title

    def take_keyboard(self) -> None:
        """Let keys go to the picture or the table."""
        self.keyboard.setFocus()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text` (case ignored); returns how many. "" clears."""
        return 0

    def find_next(self, step: int = 1) -> None:
        """Go to the next (or with -1 the previous) match."""

    def narrow(self, text: str) -> None:
        """Show only what a filter lets through: put `text` into the field in sight."""
        fields = self.findChildren(FilterField)
        shown = next((field for field in fields if field.isVisibleTo(self)), None)
        if shown is not None:
            shown.setText(text)

    def fit(self) -> None:
        """Show the selection, or everything when nothing is chosen (key F)."""

    def theme_changed(self) -> None:
        """Colours are different from now on: draw again."""
        self.update()
