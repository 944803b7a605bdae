"""The key for menus opens that of what is chosen, not of what lies under the middle."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from perfview.ui.heaps.choosing import choose_object
from perfview.ui.heaps.classes import ClassesView
from perfview.ui.heaps.dominators import DominatorsView
from perfview.ui.heaps.retaining.chain_view import ChainView
from perfview.ui.heaps.retaining.why_alive import WhyAlive
from tests.ui.heaps.folding_heaps import document, study


def by_key(widget):
    middle = widget.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, widget.mapToGlobal(middle))
    QApplication.sendEvent(widget, event)


def opened(qtbot, kind):
    view = kind(document(study()))
    qtbot.addWidget(view)
    view.resize(1000, 800)
    view.show()
    view.settle()
    return view


def test_of_a_table_it_is_the_chosen_row(qtbot):
    view = opened(qtbot, ClassesView)
    tree, asked = view.pane.tree, []
    tree.menu_asked.connect(lambda row, place: asked.append((row, place)))
    row = tree.tree.node(tree.tree.index(2, 0))
    tree.setCurrentIndex(tree.tree.index(2, 0))
    by_key(tree.viewport())
    (number, place), area = asked[0], tree.visualRect(tree.tree.index(2, 0))
    assert number == row
    assert abs(tree.viewport().mapFromGlobal(place).y() - area.bottom()) <= 1
    for menu in view.findChildren(QMenu):
        menu.close()


def test_of_the_picture_it_is_the_chosen_box(qtbot):
    view = opened(qtbot, DominatorsView)
    picture, asked = view.picture, []
    picture.menu_asked.disconnect()
    picture.menu_asked.connect(lambda box, place: asked.append(box))
    chosen = int(picture.fold.first[0])
    picture.select(chosen)
    by_key(picture.canvas)
    assert asked == [chosen]


def test_of_a_way_it_is_the_marked_step(qtbot):
    made = document(study())
    panel = WhyAlive(made)
    qtbot.addWidget(panel)
    panel.show()
    choose_object(made, None, 9)
    panel.settle()
    chain, asked = panel.chain, []
    assert isinstance(chain, ChainView)
    chain.menu_asked.disconnect()
    chain.menu_asked.connect(lambda node, place: asked.append((node, type(place))))
    chain.marked = 1
    by_key(chain)
    assert asked == [(chain.steps[1].node, QPoint)]
