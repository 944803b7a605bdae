"""What a bundle is made of, as treemap, icicle and rings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from perfview.bundles.study import Study
from perfview.ui.bundles.choosing import (
    choose_asset,
    choose_chunk,
    choose_module,
    choose_modules,
    choose_package,
    chosen_asset,
    chosen_chunk,
    chosen_module,
    chosen_package,
)
from perfview.ui.bundles.pictures.amounts import row_bytes
from perfview.ui.bundles.pictures.bar import PictureBar
from perfview.ui.bundles.pictures.crumbs import carried
from perfview.ui.bundles.pictures.drawing import drawn, part_words, parts_of, reasons, told
from perfview.ui.bundles.pictures.icicle_picture import IciclePicture
from perfview.ui.bundles.pictures.looks import (
    box_of,
    boxes_like,
    boxes_of_modules,
    boxes_of_packages,
)
from perfview.ui.bundles.pictures.menu import fill_box_menu
from perfview.ui.bundles.pictures.outline import Kind, Outline, outline_of
from perfview.ui.bundles.pictures.picture import BundlePicture, Drawn
from perfview.ui.bundles.pictures.showing import Showing, Sizes
from perfview.ui.bundles.pictures.sunburst_picture import SunburstPicture
from perfview.ui.bundles.pictures.treemap_picture import TreemapPicture
from perfview.ui.bundles.pictures.words import BundleWords
from perfview.ui.canvas.tree_picture import NONE, TOP
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.tree_picture_view import TreePictureView

_WORK = {Sizes.GZIP: "Compressing the files …", Sizes.BROTLI: "Compressing the files twice …"}


class TreemapView(TreePictureView):
    """Click chooses, double click looks at what is in a box alone, Esc goes back."""

    name = "treemap"
    title = "Treemap"
    kind = "bundles"
    position = 10

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.bar = PictureBar(Showing())
        self._pictures: tuple[BundlePicture, ...] = (
            TreemapPicture(),
            IciclePicture(),
            SunburstPicture(),
        )
        self._work, self._warming = Background(self), Background(self)
        self._drawn: Drawn | None = None
        self._is_first = True
        self._build()
        self._connect()
        self._redraw()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are modules or files."""
        return len(document.opened.study.model) > 0

    def _build(self) -> None:
        pile = QWidget()
        self._pile = QStackedLayout(pile)
        self._empty = Empty("Nothing ships here", "No file that is shown holds any of the modules.")
        told = "The file names what was written, but not how large it is."
        self._sizeless = Empty("No sizes to draw", told)
        for page in (*self._pictures, self._empty, self._sizeless):
            self._pile.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(pile, 1)
        self.keyboard = self.picture.canvas

    def _connect(self) -> None:
        for picture in self._pictures:
            picture.chosen.connect(self._choose)
            picture.entered.connect(self._go_in)
            picture.left.connect(lambda: self._go_out())
            picture.menu_asked.connect(self._menu)
        self.bar.changed.connect(lambda _: self._redraw())
        self.bar.search.searched.connect(self._search)
        self.bar.search.stepped.connect(self.find_next)
        selection = self.document.selection
        selection.changed.connect(self._on_focus)
        selection.revealed.connect(lambda focus: QTimer.singleShot(0, self, self._reveal))

    @property
    def picture(self) -> BundlePicture:
        """The picture in front."""
        return self._pictures[int(self.bar.showing.picture)]

    @property
    def pictures(self) -> tuple[BundlePicture, ...]:
        """All of them."""
        return self._pictures

    # Drawing

    def _redraw(self) -> None:
        showing = self.bar.showing
        self.bar.head.show_work(_WORK.get(showing.sizes, "Adding up …"))
        before = self._drawn.tree.outline if self._drawn is not None else None
        self._work.ask(lambda: self._make(showing, before), self._show, self._give_up)

    def _give_up(self) -> None:
        """What failed is in the log; the picture stays as it is."""
        self.bar.head.show_work("")

    def _make(self, showing: Showing, before: Outline | None = None) -> tuple[Drawn, list[str]]:
        outline = outline_of(self.study, showing.grouping)
        if before is not None and before is not outline:
            showing = replace(showing, crumbs=carried(showing.crumbs, before, outline))
        why_not = reasons(self.study)
        if why_not[showing.sizes]:
            known = [sizes for sizes in Sizes if not why_not[sizes]]
            showing = replace(showing, sizes=known[0] if known else Sizes.SOURCE)
        return drawn(self.study, showing), why_not

    def _show(self, made: tuple[Drawn, list[str]]) -> None:
        self._drawn, why_not = made
        showing = self._drawn.showing
        self.bar.adopt(showing, why_not)
        self._tell()
        self.bar.head.allow_unused(len(self.study.furnished.coverage) > 0)
        self.bar.head.show_work("")
        picture = self.picture
        picture.show_drawn(self._drawn)
        self.keyboard = picture.canvas
        lacking = self._sizeless if all(why_not) else self._empty
        self._pile.setCurrentWidget(picture if self._drawn.tree.whole else lacking)
        self._look(self._text)
        self._on_focus(self.document.selection.focus, None)
        if self._is_first:
            self._is_first = False
            self.bar.head.offer(parts_of(self.study))
        # Tips, the head line and searching tell these, on the window's thread.
        words = self._drawn.words
        self._warming.ask(lambda: self._measure(words), lambda _: self._tell())

    def _measure(self, words: BundleWords) -> None:
        _ = words.searched
        if not reasons(self.study)[Sizes.GZIP]:
            row_bytes(self.study, Sizes.GZIP)
        if len(self.study.model.modules):
            _ = self.study.dominated

    def _tell(self) -> None:
        if self._drawn is not None:
            showing = self._drawn.showing
            name = part_words(self.study, showing.part)
            self.bar.head.show_showing(showing, name, told(self.study, self._drawn))

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        before = self._drawn.tree.outline if self._drawn is not None else None
        self._show(self._make(self.bar.showing, before))

    # Going in and out

    def _go_in(self, box: int) -> None:
        made = self._drawn
        if made is None or box in (NONE, TOP):
            return
        if made.tree.is_leaf(box):
            box = int(made.tree.parent[box])
        if box != TOP:
            words, node = made.words.title(box), int(made.tree.node[box])
            self.bar.show_showing(made.showing.gone_in(words, node))

    def _go_out(self) -> None:
        if self.bar.showing.crumbs:
            self.bar.show_showing(self.bar.showing.gone_out())

    # The shared selection

    def _choose(self, box: int) -> None:
        made = self._drawn
        if made is None:
            return
        if box in (NONE, TOP):
            choose_module(self.document, self, -1)
            return
        outline, node = made.tree.outline, int(made.tree.node[box])
        kind = Kind(int(outline.kind[node]))
        if kind is Kind.MODULE:
            choose_module(self.document, self, int(outline.module[node]))
        elif kind is Kind.PACKAGE:
            choose_package(self.document, self, int(outline.package[node]))
        elif kind is Kind.CHUNK and outline.chunk[node] >= 0:
            choose_chunk(self.document, self, int(outline.chunk[node]))
        elif kind is Kind.FILE:
            choose_asset(self.document, self, int(outline.asset[node]))
        else:
            choose_modules(self.document, self, made.words.modules_in(box))

    def _on_focus(self, focus: Focus, origin: object) -> None:
        made = self._drawn
        if made is None:
            return
        study, tree = self.study, made.tree
        if origin is not self:
            self.picture.point_at(
                box_of(
                    tree,
                    module=chosen_module(study, focus),
                    package=chosen_package(study, focus),
                    chunk=chosen_chunk(study, focus),
                    asset=chosen_asset(study, focus),
                )
            )
        evidence = self._evidence(made, focus)
        self.picture.point_out(evidence)
        if evidence is not None:
            concerned = tree.around(evidence)
            framed = [box for box in made.framed if concerned[box]]
            self.picture.mark(framed, np.flatnonzero(evidence).tolist())
            return
        others = focus.rows if origin is not self else focus.rows[:0]
        self.picture.mark(made.framed, np.flatnonzero(boxes_of_modules(tree, others)).tolist())

    @staticmethod
    def _evidence(made: Drawn, focus: Focus) -> NDArray[np.bool_] | None:
        """The boxes that the open recommendation is about, None for none."""
        if not focus.recommendation:
            return None
        if len(focus.rows):
            found = boxes_of_modules(made.tree, focus.rows)
        else:
            found = boxes_of_packages(made.tree, focus.groups)
        return found if found.any() else None

    def _reveal(self) -> None:
        """Bring what is chosen into sight; out of a box it is not in."""
        self._on_focus(self.document.selection.focus, None)
        if self.bar.showing.crumbs and self.picture.box in (NONE, TOP):
            self.bar.keep(0)
            return
        self.picture.reveal()

    def _menu(self, box: int, place: QPoint) -> None:
        made = self._drawn
        if made is None:
            return
        menu, outline, node = QMenu(self), made.tree.outline, int(made.tree.node[box])
        self.begin_menu(
            menu,
            partial(self._go_in, box) if box != TOP else None,
            self._go_out if made.showing.crumbs else None,
        )
        module, package = int(outline.module[node]), int(outline.package[node])
        fill_box_menu(menu, self, self.document, module, package, outline.path[node])
        self.show_menu(menu, place)

    def _look(self, text: str) -> int:
        made = self._drawn
        if made is None or not text.strip():
            return self.picture.show_hits(None)
        return self.picture.show_hits(boxes_like(made.tree, made.words, text))
