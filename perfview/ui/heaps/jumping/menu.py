"""What can be done with one object or class."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import choose_object, reveal_class, reveal_object
from perfview.ui.heaps.jumping.ways import (
    WAYS,
    copy_accessor,
    copy_identifier,
    copy_sentence,
)
from perfview.ui.heaps.trees.rows import Row
from perfview.ui.theme import icons
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document


def fill_object_menu(menu: QMenu, owner: QWidget, document: Document, node: int) -> None:
    """Add what can be done with an object to a menu."""
    study: Study = document.opened.study
    choose_object(document, None, node)
    for slug, keys, words in WAYS:
        _add(menu, f"{words}\t{keys}", partial(reveal_object, document, node, slug))
    menu.addSeparator()
    for words, copy in (
        ("Copy its number", copy_identifier),
        ("Copy the path to it", copy_accessor),
        ("Copy why it is alive", copy_sentence),
    ):
        _add(menu, words, partial(copy, owner, study, node), "copy")


def fill_class_menu(menu: QMenu, owner: QWidget, document: Document, number: int) -> None:
    """Add what can be done with a class to a menu."""
    study: Study = document.opened.study
    _add(menu, "Show the class\tShift+S", partial(reveal_class, document, number, "classes"))
    _add(menu, "Show among dominators", partial(reveal_class, document, number, "dominators"))
    if study.baseline is not None:
        _add(menu, "Show what changed", partial(reveal_class, document, number, "comparison"))
    menu.addSeparator()
    _add(menu, "Copy name", partial(_copy, owner, study.classes.name[number]), "copy")


def show_row_menu(owner: QWidget, document: Document, row: Row, place: QPoint) -> None:
    """The menu of a tree's row at a place of the screen; none for ranges and notes."""
    menu = QMenu(owner)
    if row.group >= 0:
        fill_class_menu(menu, owner, document, row.group)
    elif row.node >= 0:
        fill_object_menu(menu, owner, document, row.node)
    else:
        menu.deleteLater()
        return
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def show_object_menu(owner: QWidget, document: Document, node: int, place: QPoint) -> None:
    """The menu of an object at a place of the screen."""
    show_row_menu(owner, document, Row(node=node), place)


def _copy(owner: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(owner, "Copied the name")


def _add(menu: QMenu, words: str, do: partial[None], icon: str = "") -> None:
    # An ampersand would be taken for the mark of a key.
    action = menu.addAction(words.replace("&", "&&"))
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: do())
