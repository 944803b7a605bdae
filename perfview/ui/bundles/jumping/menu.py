"""What can be done with one module, package or import."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from perfview.bundles.study import Study
from perfview.findings.finding import Finding
from perfview.ui.bundles.changes.proposal import Proposal, wanted_of
from perfview.ui.bundles.changes.recommended import proposal_of
from perfview.ui.bundles.changes.thinking import (
    copies_of,
    cut_import,
    lazy_import,
    lazy_module,
    lazy_package,
    single_copy,
    without_module,
    without_package,
)
from perfview.ui.bundles.choosing import choose_module, reveal_module, reveal_package
from perfview.ui.bundles.jumping.ways import WAYS
from perfview.ui.theme import icons
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document

WHAT_IF = "what-if"
"""The slug of the view in which changes are tried out."""


def fill_module_menu(menu: QMenu, owner: QWidget, document: Document, module: int) -> None:
    """Add what can be done with a module to a menu."""
    study: Study = document.opened.study
    choose_module(document, None, module)
    for slug, keys, words in WAYS:
        if slug != WHAT_IF and slug != getattr(owner, "name", ""):
            _add(menu, f"{words}\t{keys}", partial(reveal_module, document, module, slug))
    if len(study.loading.edges):
        menu.addSeparator()
        if study.loading.reached.at_start[module]:
            _what_if(menu, document, "What if it loaded when asked for", lazy_module, module)
        _what_if(menu, document, "What if it were gone", without_module, module)
    menu.addSeparator()
    _add(menu, "Copy path", partial(_copy, owner, study.name_of(module), "path"), "copy")


def fill_package_menu(menu: QMenu, owner: QWidget, document: Document, package: int) -> None:
    """Add what can be done with a package to a menu."""
    study: Study = document.opened.study
    for slug, keys, words in WAYS:
        if slug in ("treemap", "modules", "packages") and slug != getattr(owner, "name", ""):
            _add(menu, f"{words}\t{keys}", partial(reveal_package, document, package, slug))
    if len(study.loading.edges):
        menu.addSeparator()
        _what_if(menu, document, "What if it were gone", without_package, package)
        _what_if(menu, document, "What if it loaded when asked for", lazy_package, package)
        copies = copies_of(study, package)
        if copies is not None:
            _what_if(menu, document, "What if it shipped once", single_copy, copies)
    menu.addSeparator()
    name = study.model.strings[study.model.packages.name[package]]
    _add(menu, "Copy name", partial(_copy, owner, name, "name"), "copy")


def fill_import_menu(menu: QMenu, owner: QWidget, document: Document, row: int) -> None:
    """Add what can be done with an import (a row of `Imports`) to a menu."""
    _what_if(menu, document, "What if this import were lazy", lazy_import, row)
    _what_if(menu, document, "What if this import were gone", cut_import, row)


def try_out(document: Document, proposal: Proposal) -> None:
    """Try a change out, and show what it brings."""
    wanted_of(document).add(proposal)
    document.view_wanted.emit(WHAT_IF)


def try_finding(document: Document, finding: Finding) -> None:
    """Try out what a finding asks for; which change that is, is looked up on another thread."""
    study, wanted = document.opened.study, wanted_of(document)
    document.view_wanted.emit(WHAT_IF)
    looking = Background(wanted)

    def arrived(proposal: Proposal | None) -> None:
        if proposal is not None:
            wanted.add(proposal)
        looking.deleteLater()

    looking.ask(lambda: proposal_of(study, finding), arrived)


def _what_if(
    menu: QMenu,
    document: Document,
    words: str,
    think: Callable[..., Proposal],
    about: object,
) -> None:
    study: Study = document.opened.study
    _add(menu, words, lambda: try_out(document, think(study, about)), "question")


def _copy(owner: QWidget, text: str, what: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(owner, f"Copied the {what}")


def _add(menu: QMenu, words: str, do: Callable[[], object], icon: str = "") -> None:
    # An ampersand would be taken for the mark of a key.
    action = menu.addAction(words.replace("&", "&&"))
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: do())
