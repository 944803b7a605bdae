"""The one lens all views of a profile look through, and the way back to earlier ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from perfview.profiles.lens import Lens
from perfview.profiles.transforms.transform import Transform
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_MOST_REMEMBERED = 200


class LensHolder(QObject):
    """Tells every view when the lens changes. A range of time marked in the document's selection is
    part of the lens: either leads to the other."""

    changed = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.lens = Lens()
        self._selection = document.selection
        self._past: list[Lens] = []
        self._future: list[Lens] = []
        self._selection.changed.connect(self._on_focus)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out or changed, whatever is counted."""
        return self.lens != Lens(metric=self.lens.metric)

    def change(self, **parts: Any) -> None:
        """Replace parts of the lens; the old one can be gone back to."""
        self._set(replace(self.lens, **parts))

    def apply(self, transform: Transform) -> None:
        """Transform what is seen now."""
        self.change(transforms=(*self.lens.transforms, transform))

    def keep(self, count: int) -> None:
        """Take back every transform after the first `count`."""
        self.change(transforms=self.lens.transforms[:count])

    def remove(self, place: int) -> None:
        """Take back one transform; those after it stay."""
        kept = self.lens.transforms
        self.change(transforms=(*kept[:place], *kept[place + 1 :]))

    def reset(self) -> None:
        """Everything again; only what is counted stays."""
        self._set(Lens(metric=self.lens.metric))

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier lens."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is one that was gone back from."""
        return bool(self._future)

    def undo(self) -> None:
        """The lens before this one."""
        self._step(self._past, self._future)

    def redo(self) -> None:
        """The lens one has gone back from."""
        self._step(self._future, self._past)

    def _step(self, source: list[Lens], target: list[Lens]) -> None:
        if source:
            target.append(self.lens)
            self._show(source.pop())

    def _set(self, lens: Lens) -> None:
        if lens != self.lens:
            self._past = [*self._past[1 - _MOST_REMEMBERED :], self.lens]
            self._future.clear()
            self._show(lens)

    def _show(self, lens: Lens) -> None:
        self.lens = lens
        marked = self._marked(lens)
        if marked != self._selection.focus.range_ns:
            # The pictures mark what the lens lets through; this is no step of its own.
            self._selection.change(self, range_ns=marked, remember=False)
        self.changed.emit(lens)

    @staticmethod
    def _marked(lens: Lens) -> tuple[int, int] | None:
        if lens.start_ns is None or lens.end_ns is None:
            return None
        return lens.start_ns, lens.end_ns

    def _on_focus(self, focus: Focus, origin: object) -> None:
        start, end = focus.range_ns or (None, None)
        if origin is not self and (start, end) != (self.lens.start_ns, self.lens.end_ns):
            self.change(start_ns=start, end_ns=end)


def lens_of(document: Document) -> LensHolder:
    """The document's lens; made when first asked for."""
    held = document.findChild(LensHolder)
    return held if held is not None else LensHolder(document)
