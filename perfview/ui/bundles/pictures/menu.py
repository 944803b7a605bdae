"""What can be done with a box of a bundle."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from perfview.bundles.study import Study
from perfview.ui.bundles.choosing import reveal_module, reveal_package
from perfview.ui.theme import icons
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document


def fill_box_menu(
    menu: QMenu, owner: QWidget, document: Document, module: int, package: int, path: str
) -> None:
    """Add what can be done with a module, else with a package (-1 for none), and with a path."""
    study: Study = document.opened.study
    if module >= 0:
        _add(menu, "Why is it here?", partial(reveal_module, document, module, "imports"), "path")
        _add(menu, "Show in modules", partial(reveal_module, document, module, "modules"), "table")
    if package >= 0:
        name = study.model.strings[study.model.packages.name[package]]
        show = partial(reveal_package, document, package, "packages")
        _add(menu, f"Show {name} in packages", show, "package")
    if path:
        _add(menu, "Copy the path", partial(_copy, owner, path), "copy")


def _copy(owner: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(owner, "Copied the path")


def _add(menu: QMenu, words: str, do: partial[None], icon: str) -> None:
    # An ampersand would be taken for the mark of a key.
    action = menu.addAction(icons.icon(icon), words.replace("&", "&&"))
    action.triggered.connect(lambda: do())
