"""What can be done with one statement."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from perfview.queries.filtering.touched import tables_named
from perfview.queries.study import Study
from perfview.ui.queries.choosing import choose_statement, plan_of, reveal_statement
from perfview.ui.queries.jumping.trace import call_meant, is_of_trace, show_in_trace
from perfview.ui.queries.jumping.ways import WAYS
from perfview.ui.theme import icons
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document

_MOST_TABLES = 6


def fill_statement_menu(menu: QMenu, owner: QWidget, document: Document, statement: int) -> None:
    """Add what can be done with a statement to a menu: other views of it, its tables, copies.

    Copies hold no literals, but for the one that says so.
    """
    study: Study = document.opened.study
    # Before the statement is chosen, which lets go of the call.
    call = call_meant(document, statement) if is_of_trace(document) else -1
    choose_statement(document, None, statement)
    for slug, keys, words in WAYS:
        if slug != getattr(owner, "name", "") and _shows(study, slug, statement):
            _add(menu, f"{words}\t{keys}", partial(reveal_statement, document, statement, slug))
    if call >= 0:
        show = partial(show_in_trace, owner, document, call)
        _add(menu, "Show the call in its trace", show, "tree-structure")
    menu.addSeparator()
    for table in tables_named(study.text_of(statement))[:_MOST_TABLES]:
        wanted = f'table="{table}"' if " " in table else f"table={table}"
        _add(
            menu,
            f"Only statements on {table}",
            partial(document.filter_wanted.emit, "statements", wanted),
            "funnel-simple",
        )
    menu.addSeparator()
    _add(menu, "Copy SQL", partial(_copy, owner, study.text_of(statement), "statement"), "copy")
    if len(study.samples_of(statement)):
        _add(menu, "Copy SQL with its literals", partial(_copy_sample, owner, study, statement))
    print_ = f"{int(study.model.statements.fingerprint[statement]):016x}"
    _add(menu, "Copy fingerprint", partial(_copy, owner, print_, "fingerprint"))


def copy_text(owner: QWidget, text: str, what: str) -> None:
    """Put a text on the clipboard and say so."""
    _copy(owner, text, what)


def _shows(study: Study, slug: str, statement: int) -> bool:
    """Whether a view has anything of a statement; cheap, asked whenever a menu opens."""
    if slug == "plans":
        return plan_of(study, statement) >= 0
    if slug == "loops":
        return len(study.model.calls) > 0
    return True


def _copy(owner: QWidget, text: str, what: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(owner, f"Copied the {what}")


def _copy_sample(owner: QWidget, study: Study, statement: int) -> None:
    QGuiApplication.clipboard().setText(study.sample_of(statement))
    toast(owner, "Copied with literals: they may be secret")


def _add(menu: QMenu, words: str, do: Callable[[], object], icon: str = "") -> None:
    # An ampersand would be taken for the mark of a key.
    action = menu.addAction(words.replace("&", "&&"))
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: do())
