"""What the window has to know of a pillar beyond its views: facts, places to go, details, ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from perfview.findings.finding import Finding
from perfview.ui.workspace.document import Document


@dataclass(frozen=True)
class Destination:
    """Something one can go to by name. `sort` is what it is ("service"), `go` shows it."""

    title: str
    detail: str
    icon: str
    sort: str
    go: Callable[[], Any] = field(repr=False)


class Guide:
    """Subclass it in ``perfview/ui/<pillar>/guide.py``; the window finds it by `kind`."""

    kind: ClassVar[str]
    icon: ClassVar[str] = "file"
    keys: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Keys of the pillar's views beyond those of pictures, and what they do."""
    exports: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """What a file dialog says of what is chosen in another tool's format (``… (*.json)``), to the
    form the pillar writes it in."""
    recording_word: ClassVar[str] = "recording"
    """What one of its files is called."""
    reads_folders: ClassVar[bool] = False
    """Whether a folder can be one of its recordings."""
    compared_view: ClassVar[str] = ""
    """The view that comes first once a document is held against another, "" for the same as before.
    """

    def runs(self, studies: Sequence[Any]) -> list[list[int]]:
        """Which recordings are of one run of a program, as places in `studies`, each run in the
        order they were taken; nothing where nothing tells. Asked off the window's thread."""
        return []

    def can_be_compared(self, study: Any) -> bool:
        """Whether there is something in a recording that comparing says something of."""
        return True

    def facts(self, document: Document) -> list[str]:
        """Short facts for the status bar: how many rows, groups ... ("999,869 spans")."""
        return []

    def stretch(self, document: Document) -> str:
        """The visible part in words, e.g. ``view 886 ms of 10 min``; "" for the whole."""
        return ""

    def destinations(self, document: Document) -> Iterable[Destination]:
        """Everything with a name in this document, most important first."""
        return ()

    def details(self, document: Document) -> QWidget | None:
        """The panel that follows the selection, None for none."""
        return None

    def nouns(self, document: Document) -> tuple[str, str]:
        """What a row of the main table is called, and the larger thing it belongs to, "" when that
        need not be shown beside it."""
        return "row", "group"

    def chosen_rows(self, document: Document) -> tuple[NDArray[np.int32], str]:
        """The rows of the main table that the selection means, and what they are in words."""
        rows = document.opened.report.rows
        return np.arange(rows, dtype=np.int32), "everything"

    def along(self, document: Document) -> list[Path]:
        """Files and folders on the disk, beside the document's own, that it was read along with:
        when they change, it is another document."""
        return []

    def identifier(self, document: Document) -> str:
        """What is chosen, as `find` would find it once the file was read again; "" for nothing."""
        return ""

    def trial(self, document: Document, finding: Finding) -> Callable[[], None] | None:
        """What tries out, in one of the pillar's views, the change that a finding asks for; None
        where that cannot be. Cheap: it is asked for every recommendation."""
        return None

    def evidence_view(self, document: Document, finding: Finding) -> str:
        """The view that shows best what a finding points at, which is brought to the front when
        somebody asks to see it; "" to stay where one is."""
        return ""

    def find(self, document: Document, identifier: str) -> dict[str, Any] | None:
        """The parts of a `Focus` that show what `identifier` names (an id of the file's own)."""
        return None
