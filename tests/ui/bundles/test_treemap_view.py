"""The treemap view in the window: what clicks, keys, chips and recommendations do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from perfview.kernels import raster
from perfview.ui.bundles.choosing import (
    chosen_chunk,
    chosen_module,
    chosen_package,
    reveal_module,
    reveal_package,
)
from perfview.ui.bundles.colouring import OWN_WORDS, legend_of, module_categories
from perfview.ui.bundles.pictures.showing import Grouping, Part, Picture, Sizes
from perfview.ui.bundles.treemap import TreemapView
from perfview.ui.theme import theme
from tests.bundles.building import BundleBuilder
from tests.ui.bundles.shown_bundles import document_of, small_bundle

PICTURES = list(Picture)


@pytest.fixture
def show(qtbot):
    def shown(study=None):
        view = TreemapView(document_of(study or small_bundle().study()))
        qtbot.addWidget(view)
        view.resize(1000, 640)
        view.show()
        view.settle()
        return view

    return shown


def change(view, **parts):
    view.bar.show_showing(replace(view.bar.showing, **parts))
    view.settle()


def box_named(view, title):
    made = view._drawn
    return next(i for i in range(len(made.tree)) if made.words.title(i) == title)


def middle(view, box):
    """A place in a box: in its header or at the middle of its arc."""
    picture = view.picture
    place = picture.place_of(box, picture.canvas.viewport)
    if view.bar.showing.picture is Picture.SUNBURST:
        scene, sizes = picture.canvas.scene, picture.canvas.scene.sizes(picture.canvas.viewport)
        angle = (scene.start[box] + scene.stop[box]) * np.pi
        low, high = sizes.ring_ends(int(scene.depth[box]) - 1)
        far = (low + high) / 2
        return QPoint(int(sizes.x + far * np.sin(angle)), int(sizes.y - far * np.cos(angle)))
    return QPoint(int(place.center().x()), int(place.top()) + 8)


def click(view, title, double=False):
    at = middle(view, box_named(view, title))
    do = QTest.mouseDClick if double else QTest.mouseClick
    do(view.picture.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


@pytest.mark.parametrize("picture", PICTURES)
def test_a_click_chooses_for_every_view(show, picture):
    view = show()
    change(view, picture=picture)
    study, selection = view.study, view.document.selection
    click(view, "Home.jsx")
    assert study.name_of(chosen_module(study, selection.focus)) == "src/pages/Home.jsx"
    click(view, "react")
    package = chosen_package(study, selection.focus)
    assert chosen_module(study, selection.focus) == -1
    assert study.model.strings[study.model.packages.name[package]] == "react"
    assert view.picture.canvas.selected == {box_named(view, "react")}


def test_folders_choose_their_modules_and_chunks_themselves(show):
    view = show()
    click(view, "pages/")
    rows = view.document.selection.focus.rows.tolist()
    assert [view.study.name_of(row) for row in rows] == [
        "src/pages/Home.jsx",
        "src/pages/About.jsx",
    ]
    change(view, grouping=Grouping.CHUNKS)
    click(view, "later")
    assert chosen_chunk(view.study, view.document.selection.focus) == 1


@pytest.mark.parametrize("picture", PICTURES)
def test_double_click_goes_in_and_escape_comes_back(show, picture):
    view = show()
    change(view, picture=picture)
    click(view, "src/", double=True)
    view.settle()
    assert view._drawn.tree.whole == 5500
    assert [words for words, _ in view.bar.showing.crumbs] == ["src/"]
    canvas = view.picture.canvas
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
        view.settle()
    assert view.bar.showing.crumbs == ()
    assert view._drawn.tree.whole == 25_400


def test_a_leaf_is_gone_into_as_what_it_is_in(show):
    view = show()
    view._go_in(box_named(view, "Home.jsx"))
    assert [words for words, _ in view.bar.showing.crumbs] == ["pages/"]


def test_arrows_walk_and_enter_goes_in(show):
    view = show()
    canvas = view.picture.canvas
    click(view, "src/")
    for key, title in (
        (Qt.Key.Key_Down, "pages/"),
        (Qt.Key.Key_Right, "index.js"),
        (Qt.Key.Key_Left, "pages/"),
        (Qt.Key.Key_Up, "src/"),
    ):
        QTest.keyClick(canvas, key)
        assert view._drawn.words.title(view.picture.box) == title
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert [words for words, _ in view.bar.showing.crumbs] == ["src/"]


def test_what_another_view_reveals_is_outlined_and_left_boxes_open_again(show, qtbot):
    view = show()
    view._go_in(box_named(view, "react"))
    view.settle()
    reveal_module(view.document, 1)
    qtbot.waitUntil(lambda: not view.bar.showing.crumbs)
    view.settle()
    assert view.picture.box == box_named(view, "Home.jsx")
    reveal_package(view.document, int(view.study.model.modules.package[5]))
    assert view.picture.box == box_named(view, "react")


def test_a_recommendation_is_loud_and_the_rest_sinks(show):
    view = show()
    rows = np.array([4], np.int32)
    view.document.selection.change(None, row=4, rows=rows, recommendation="x")
    tiles = view.picture.canvas.scene.tiles
    is_it = np.arange(len(tiles)) == view.picture.box
    assert view._drawn.words.title(view.picture.box) == "lodash.js"
    assert tiles.loud.tolist() == is_it.tolist()
    assert (tiles.state[~is_it] == raster.DIM).all()
    assert len(view.picture.framed) == 1
    view.document.selection.clear()
    assert not view.picture.canvas.scene.tiles.loud.any()
    assert len(view.picture.framed) == 2


def test_hits_are_shown_and_walked_heaviest_first(show):
    view = show()
    assert view.find("lodash") == 4
    tiles = view.picture.canvas.scene.tiles
    assert np.count_nonzero(tiles.state == raster.HIT) == 4
    view.find_next()
    assert view._drawn.tree.weight[view.picture.box] == 6000
    assert view.find("") == 0
    assert not (view.picture.canvas.scene.tiles.state == raster.HIT).any()


def test_sizes_that_cannot_be_known_are_disabled_with_the_reason(show):
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("a.js", 10, chunk="main", entry=True)
    view = show(made.study())
    segments = view.bar.sizes._wide._group.buttons()
    assert [each.isEnabled() for each in segments] == [True, True, False, False]
    assert "built files" in segments[2].toolTip()
    change(view, sizes=Sizes.GZIP)
    assert view.bar.showing.sizes is Sizes.SOURCE
    assert view.bar.sizes.index == Sizes.SOURCE


def test_chips_and_the_chooser_change_what_is_shown(show, qtbot):
    view = show()
    view.bar.head.twice.click()
    view.settle()
    assert not view._drawn.framed
    view.bar.head.only_initial.click()
    view.settle()
    assert view._drawn.tree.whole == 20_400
    view.bar.head.only_initial.click()
    view.bar.head.part_chosen.emit(Part(chunk=1))
    view.settle()
    assert view._drawn.tree.whole == 5000
    assert "later" in view.bar.head._part.text()
    assert not view.bar.head.unused.isVisible()


def test_nothing_to_show_is_said(show):
    view = show()
    change(view, part=Part(chunk=1), only_initial=True)
    assert view._pile.currentWidget() is view._empty


def test_stats_without_modules_are_files(show):
    made = BundleBuilder()
    made.chunk("main", initial=True, size=900)
    made.chunk("logo.css", size=100)
    view = show(made.study())
    assert TreemapView.concerns(view.document)
    click(view, "main.js")
    assert view.document.selection.focus.row == 0


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_drawn_in_both_themes(show, picture, name):
    before = theme.current().name
    theme.set_theme(name)
    try:
        view = show()
        change(view, picture=picture)
        canvas = view.picture.canvas
        canvas.hover(QPointF(middle(view, box_named(view, "react"))))
        image = canvas.grab().toImage()
        seen = {image.pixel(x, y) for x in range(0, 900, 7) for y in range(0, 500, 7)}
        assert len(seen) > 6
        assert canvas.accessibleName()
    finally:
        theme.set_theme(before)


def test_the_way_in_is_kept_when_modules_stand_in_other_boxes(show):
    view = show()
    for title in ("src/", "pages/"):
        view._go_in(box_named(view, title))
        view.settle()
    change(view, grouping=Grouping.FOLDERS)
    assert [words for words, _ in view.bar.showing.crumbs] == ["src/", "pages/"]
    assert {view._drawn.words.title(i) for i in range(1, len(view._drawn.tree))} == {
        "Home.jsx",
        "About.jsx",
    }


def test_a_box_that_is_no_more_is_left(show):
    view = show()
    change(view, grouping=Grouping.CHUNKS)
    view._go_in(box_named(view, "main"))
    view.settle()
    change(view, grouping=Grouping.PACKAGES)
    assert view.bar.showing.crumbs == ()


def test_tips_say_when_sizes_are_estimated(show):
    view = show()
    module = box_named(view, "Home.jsx")
    measured = view._drawn.words.tip(module).rows[0][0]
    is_scaled = view.study.weights.how == "scaled"
    assert measured == ("parsed, estimated" if is_scaled else "parsed")
    view.study.weights = replace(view.study.weights, how="scaled")
    change(view)
    assert view._drawn.words.tip(box_named(view, "Home.jsx")).rows[0][0] == "parsed, estimated"


def test_the_menu_offers_what_can_be_done(show):
    view = show()
    view._menu(box_named(view, "Home.jsx"), QPoint(10, 10))
    menu = view.findChildren(QMenu)[-1]
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert words == [
        "Look at only this",
        "Back",
        "Show why it is here",
        "Show among modules",
        "Show its package",
        "What if it loaded when asked for",
        "What if it were gone",
        "Copy path",
        "Copy the picture",
    ]
    menu.close()
    view.event(QEvent(QEvent.Type.None_))


def test_where_room_is_short_choices_are_menus(show):
    view = show()
    view.resize(1200, 600)
    assert view.bar.groupings._wide.isVisible()
    view.resize(560, 600)
    assert view.bar.groupings._narrow.isVisible()
    assert view.bar.sizes._narrow.isVisible()


def test_own_code_always_has_a_colour_and_copies_share_theirs():
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/a.js", 1, chunk="main", entry=True)
    for number in range(12):
        made.module(f"node_modules/p{number}/a.js", 100 + number, chunk="main")
    made.module("node_modules/x/node_modules/p11/a.js", 7, chunk="main")
    study = made.study()
    colours = module_categories(study)
    assert colours[0] < 8
    assert colours[12] == colours[13] < 8
    assert colours[1] == 8
    assert (OWN_WORDS in [name for _, name in legend_of(study)]) is True
    assert legend_of(study)[-1] == (8, "other packages")


def test_files_of_unknown_size_are_said_to_be_so(show):
    made = BundleBuilder()
    made.chunk("main", initial=True)
    view = show(made.study())
    assert view._pile.currentWidget() is view._sizeless


@pytest.mark.parametrize("picture", PICTURES)
def test_every_box_with_room_for_a_frame_is_asked_for_one(show, picture):
    view = show()
    change(view, picture=picture)
    shown, tree = view.picture, view._drawn.tree
    shown.mark(list(range(1, len(tree))), [])
    port = shown.canvas.viewport
    asked = set(shown.frames_in_sight(port))
    heaviest = max(shown.framed, key=lambda box: tree.weight[box])
    assert heaviest in asked
    if picture is not Picture.SUNBURST:
        sides = {box: shown.place_of(box, port).size() for box in shown.framed}
        roomy = {box for box, size in sides.items() if min(size.width(), size.height()) >= 18}
        assert asked >= roomy


def test_a_frame_is_asked_for_only_where_there_is_room(show):
    view = show()
    change(view, picture=Picture.ICICLE)
    shown = view.picture
    shown.mark(list(range(1, len(view._drawn.tree))), [])
    asked = shown.frames_in_sight(shown.canvas.viewport)
    start, stop = int(shown._scene.start[asked[-1]]), int(shown._scene.stop[asked[-1]])
    shown.canvas.zoom_to(start, stop, margin=0.0, animate=False)
    assert len(shown.frames_in_sight(shown.canvas.viewport)) < len(asked)
