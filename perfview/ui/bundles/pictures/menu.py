"""What can be done with a box of a bundle."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from perfview.ui.bundles.jumping.menu import fill_module_menu, fill_package_menu
from perfview.ui.theme import icons
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document


def fill_box_menu(
    menu: QMenu, owner: QWidget, document: Document, module: int, package: int, path: str
) -> None:
    """Add what can be done with a module, else with a package (-1 for none), else with a path: the
    same as in tables."""
    if module >= 0:
        fill_module_menu(menu, owner, document, module)
    elif package >= 0:
        fill_package_menu(menu, owner, document, package)
    elif path:
        copy = menu.addAction(icons.icon("copy"), "Copy path")
        copy.triggered.connect(lambda: _copy(owner, path))


def _copy(owner: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(owner, "Copied the path")
