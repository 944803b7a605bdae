"""Who keeps a heap's bytes alive, as icicle and as treemap; classes below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from perfview.heaps.study import Study
from perfview.ui.canvas.tree_picture import NONE
from perfview.ui.canvas.treemap import TreemapScene
from perfview.ui.heaps.choosing import baseline_name, choose_class, chosen_class, chosen_object
from perfview.ui.heaps.icicle.bar import HeapBar, HeapLegend
from perfview.ui.heaps.icicle.finding import box_of, boxes_alike, boxes_like, class_box
from perfview.ui.heaps.icicle.fold import REST, TOP, Fold
from perfview.ui.heaps.icicle.folding import Window
from perfview.ui.heaps.icicle.icicle_picture import IciclePicture
from perfview.ui.heaps.icicle.leaks import common_dominator
from perfview.ui.heaps.icicle.looking import (
    Crumb,
    Looking,
    Picture,
    compares,
    fold_of,
    window_of,
)
from perfview.ui.heaps.icicle.looks import tells_new
from perfview.ui.heaps.icicle.picture import FoldPicture
from perfview.ui.heaps.icicle.scene import IcicleScene
from perfview.ui.heaps.icicle.treemap_picture import TreemapPicture, tiles_of
from perfview.ui.heaps.icicle.trees import CLASSES
from perfview.ui.heaps.icicle.words import Words
from perfview.ui.heaps.jumping.menu import fill_class_menu, fill_object_menu
from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.beside import Beside
from perfview.ui.heaps.tables.class_pane import ClassPane
from perfview.ui.heaps.trees.biggest import biggest_objects
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.later import Later
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.tree_picture_view import TreePictureView

_SIZES = (300, 460)
_MOST_ROWS = 1000
_LEAST = 200


@dataclass(frozen=True)
class _Drawn:
    """What was made on another thread."""

    looking: Looking
    window: Window
    fold: Fold
    words: Words
    scene: IcicleScene | TreemapScene
    compares: bool


class DominatorsView(TreePictureView):
    """Click chooses an object or objects alike, double click looks at what they keep alone, Esc
    goes back."""

    name = "dominators"
    title = "Dominators"
    kind = "heaps"
    position = 10

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self._compares = compares(self.study)
        held = baseline_name(document) if self._compares else ""
        self.bar = HeapBar(held, len(self.study.between) if self._compares else 0)
        self.icicle, self.treemap = IciclePicture(), TreemapPicture()
        self._legend = HeapLegend()
        self._work, self._warming = Background(self), Background(self)
        self._drawn: _Drawn | None = None
        self._build()
        self._connect()
        self._refold()
        # The palette asks for them, on the window's thread.
        self._warming.ask(lambda: biggest_objects(self.study), lambda _: None)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def _build(self) -> None:
        pile = QWidget()
        self._pile = QStackedLayout(pile)
        empty = Empty("Nothing is new here", "Every object was there in the baseline.")
        for page in (self.icicle, self.treemap, empty):
            self._pile.addWidget(page)
        picture = QWidget()
        stacked = QVBoxLayout(picture)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self._legend)
        stacked.addWidget(pile, 1)
        self.panes = Later(self._make_panes, _LEAST)
        down = Splitter("dominators-down", ((picture, 1), (self.panes, 1)), _SIZES, down=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(down, 1)
        self.keyboard = self.icicle.canvas
        bind_keys(self)

    def _make_panes(self) -> QWidget:
        return Beside("dominators-across", ClassPane(self.document), self.document)

    def _connect(self) -> None:
        for picture in (self.icicle, self.treemap):
            picture.chosen.connect(self._choose)
            picture.entered.connect(self._go_in)
            picture.left.connect(lambda: self._go_out())
            picture.menu_asked.connect(self._menu)
        self.icicle.window_wanted.connect(lambda window: self._refold(window))
        self.bar.changed.connect(lambda _: self._refold())
        self.bar.against_asked.connect(self.document.compare_wanted)
        self.bar.search.searched.connect(self._search)
        self.bar.search.stepped.connect(self.find_next)
        selection = self.document.selection
        selection.changed.connect(self._on_focus)
        selection.revealed.connect(lambda focus: QTimer.singleShot(0, self, self._reveal))

    @property
    def picture(self) -> FoldPicture:
        """The picture in front."""
        is_treemap = self.bar.looking.picture is Picture.TREEMAP
        return self.treemap if is_treemap else self.icicle

    @property
    def pictures(self) -> tuple[FoldPicture, ...]:
        """All of them."""
        return self.icicle, self.treemap

    # Folding

    def _refold(self, window: Window | None = None) -> None:
        looking = self.bar.looking
        parts = self.picture.parts
        self.bar.show_work(True)
        self._work.ask(lambda: self._make(looking, window, parts), self._show, self._give_up)

    def _give_up(self) -> None:
        """What failed is in the log; the picture stays as it is."""
        self.bar.show_work(False)

    def _make(self, looking: Looking, window: Window | None, parts: int) -> _Drawn:
        study = self.study
        # Where only new bytes count, nothing needs to stand out as new.
        stands_out = self._compares and not looking.only_new and not looking.only_leaks
        compared = stands_out and tells_new(study)
        window = window or window_of(study, looking, parts)
        fold = fold_of(study, looking, window)
        words = Words(study, fold, by_class=looking.is_by_class)
        scene: IcicleScene | TreemapScene
        if looking.picture is Picture.TREEMAP:
            scene = TreemapScene(tiles_of(fold, words, compares=compared))
        else:
            scene = IcicleScene(study, fold, words, compares=compared)
        return _Drawn(looking, window, fold, words, scene, compared)

    def _show(self, drawn: _Drawn) -> None:
        before, self._drawn = self._drawn, drawn
        is_same = before is not None and before.looking is drawn.looking
        if isinstance(drawn.scene, TreemapScene):
            self.treemap.show_scene(drawn.scene, drawn.fold, drawn.words, compares=drawn.compares)
        else:
            self.icicle.show_scene(drawn.scene, drawn.window, keep_place=is_same)
        self.bar.show_work(False)
        self._legend.explain_new(drawn.compares)
        self.keyboard = self.picture.canvas
        shown = self._pile.indexOf(self.picture) if drawn.fold.whole else 2
        self._pile.setCurrentIndex(shown)
        self._look(self._text)
        self._on_focus(self.document.selection.focus, None)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._make(self.bar.looking, None, self.picture.parts))

    # Going in and out

    def _go_in(self, box: int) -> None:
        drawn = self._drawn
        if drawn is None or box in (NONE, TOP) or drawn.fold.kind[box] == REST:
            return
        if drawn.looking.is_by_class:
            self.icicle.fit()
            return
        crumb = Crumb(drawn.words.title(box), drawn.fold.nodes_of(box))
        self.bar.show_looking(drawn.looking.gone_in(crumb))

    def _go_out(self) -> None:
        if self.bar.looking.crumbs:
            self.bar.show_looking(self.bar.looking.gone_out())

    # The shared selection

    def _choose(self, box: int) -> None:
        drawn, selection = self._drawn, self.document.selection
        if drawn is None or box == NONE or drawn.fold.kind[box] == REST:
            choose_class(self.document, self, -1)
            return
        node = int(drawn.fold.node[box])
        number = int(self.study.classes.of_node[node])
        if drawn.looking.is_by_class:
            choose_class(self.document, self, number if drawn.fold.depth[box] >= CLASSES else -1)
            return
        nodes = drawn.fold.nodes_of(box)
        rows = nodes[:_MOST_ROWS] if len(nodes) > 1 else nodes[:0]
        groups = np.zeros(0, np.int32)
        selection.change(
            self, row=node, operation=number, rows=rows, groups=groups, recommendation=""
        )

    def _on_focus(self, focus: Focus, origin: object) -> None:
        drawn = self._drawn
        if drawn is None:
            return
        fold, by_class = drawn.fold, drawn.looking.is_by_class
        node, number = chosen_object(self.study, focus), chosen_class(self.study, focus)
        if origin is not self:
            at = class_box(fold, number) if by_class else box_of(self.study, fold, node)
            self.picture.point_at(at)
        framed: list[int] = []
        if focus.recommendation and len(focus.rows) and not by_class:
            held = common_dominator(self.study, focus.rows)
            framed = [box_of(self.study, fold, held)] if held >= 0 else []
        marked: list[int] = []
        if not focus.recommendation and not by_class:
            marked = boxes_alike(self.study, fold, node, number)
        self.picture.mark([box for box in framed if box > TOP], marked)

    def _reveal(self) -> None:
        """Bring what is chosen into sight; out of a subtree it is not in."""
        self._on_focus(self.document.selection.focus, None)
        if self.bar.looking.crumbs and self.picture.box in (NONE, TOP):
            self.bar.keep(0)
            return
        self.picture.reveal()

    def _menu(self, box: int, place: QPoint) -> None:
        drawn = self._drawn
        if drawn is None or drawn.fold.kind[box] == REST:
            return
        menu, node = QMenu(self), int(drawn.fold.node[box])
        if not drawn.looking.is_by_class:
            self.begin_menu(
                menu,
                partial(self._go_in, box) if box != TOP else None,
                self._go_out if drawn.looking.crumbs else None,
            )
            fill_object_menu(menu, self, self.document, node)
        else:
            fill_class_menu(menu, self, self.document, int(self.study.classes.of_node[node]))
        self.show_menu(menu, place)

    def _look(self, text: str) -> int:
        drawn = self._drawn
        if drawn is None or not text.strip():
            return self.picture.show_hits(None)
        by_class = drawn.looking.is_by_class
        found = boxes_like(self.study, drawn.fold, text, by_class=by_class)
        return self.picture.show_hits(found)
