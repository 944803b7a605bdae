"""Writing the view in front to a file: PNG, SVG, CSV; what is chosen in other tools' formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from perfview.engine.pillars import pillar
from perfview.recording.errors import UnreadableInput
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.shell.guides import guide_of
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.table.view import Table
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.view import View

PICTURES = ("PNG picture (*.png)", "SVG picture (*.svg)")
TABLES = ("CSV table (*.csv)",)


def table_of(view: View) -> Table | None:
    """The table a view is made of (it has the keyboard for it), None for a picture."""
    return view.keyboard if isinstance(view.keyboard, Table) else None


def proposed_name(view: View) -> str:
    """`checkout.otlp-timeline.png`, `checkout.otlp-operations.csv`."""
    ending = "png" if table_of(view) is None else "csv"
    return f"{view.document.path.stem}-{view.name}.{ending}"


def formats(view: View) -> dict[str, str]:
    """What can be written, in a file dialog's words, the most fitting first, to the form of the
    selection, "" for the view itself."""
    tables = TABLES if table_of(view) is not None else ()
    return dict.fromkeys((*tables, *PICTURES), "") | dict(guide_of(view.kind).exports)


def with_ending(name: str, words: str, known: Iterable[str]) -> str:
    """A file's name with the ending that a file dialog's `words` tell, in place of the one of
    another of the `known` formats."""
    ending = _ending(words)
    endings = [_ending(each) for each in known]
    # Qt's own dialog puts only the last part of an ending like .pb.gz in the other's place.
    parts = {part for each in endings for part in (each, Path(each).suffix)}
    others = sorted(parts - {""}, key=len, reverse=True)
    bare = next((name.removesuffix(other) for other in others if name.endswith(other)), name)
    return f"{bare}{ending}"


def _ending(words: str) -> str:
    return words.rpartition("*")[2].rstrip(")")


def ask_where(view: View, write: Callable[[Path, str], None]) -> None:
    """Let the user say what is written and where, then call `write` with path and form."""
    known = formats(view)
    dialog = QFileDialog(view.window(), "Export this view, or what is chosen")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(known))
    dialog.selectFile(proposed_name(view))

    def switched(words: str) -> None:
        name = Path(dialog.selectedFiles()[0]).name
        dialog.selectFile(with_ending(name, words, known))

    def chosen(name: str) -> None:
        words = dialog.selectedNameFilter()
        path = Path(name if Path(name).suffix else with_ending(name, words, known))
        write(path, known.get(words, ""))

    dialog.filterSelected.connect(switched)
    dialog.fileSelected.connect(chosen)
    dialog.show()


def export(view: View, path: Path) -> str:
    """Write the view; returns a sentence, "" when the table will tell by itself.

    Raises OSError when that is not possible.
    """
    table = table_of(view)
    ending = path.suffix.lower()
    if table is not None and ending not in (".png", ".svg"):
        table.export_csv(path)
        return ""
    if ending == ".svg":
        _write_svg(view, path)
    elif not view.grab().save(str(path), "PNG"):
        raise OSError(f"{path.name} could not be written")
    return f"Wrote {path.name}"


def _write_svg(view: View, path: Path) -> None:
    """The view as it stands on the screen; canvases give shapes and letters, not pixels."""
    from PySide6.QtGui import QPainter
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(view.size())
    generator.setViewBox(view.rect())
    generator.setTitle(f"{view.title} of {view.document.path.name}")
    canvases = [canvas for canvas in view.findChildren(Canvas) if canvas.isVisible()]
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError(f"{path.name} could not be written")
    try:
        for canvas in canvases:
            canvas.draws_shapes = True
        view.render(painter, QPoint())
    finally:
        for canvas in canvases:
            canvas.draws_shapes = False
        painter.end()


def export_rows(view: View, form: str, path: Path) -> None:
    """Write the selection in another tool's format, on another thread; the view says how it
    went."""
    document = view.document
    write = pillar(document.opened.identity.kind).document_writers()[form]
    rows, words = guide_of(document.opened.identity.kind).chosen_rows(document)

    def work() -> str:
        temporary = path.with_name(f".{path.name}.part")
        try:
            with temporary.open("wb") as file:
                write(document.opened.study, rows, file, lambda: None)
            temporary.replace(path)
        except OSError as error:
            return f"Not exported: {error.strerror or error}"
        except UnreadableInput as error:
            return f"Not exported: {error}"
        finally:
            temporary.unlink(missing_ok=True)
        return f"Wrote {words} to {path.name}"

    def tell(said: str) -> None:
        toast(view, said)

    Background(view).ask(work, tell)
