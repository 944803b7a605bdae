"""Writing the view in front to a file: pictures as PNG, tables as CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QTableView, QTreeView

from perfview.ui.workspace.view import View


def table_of(view: View) -> QAbstractItemModel | None:
    """The table a view is made of, None for a picture."""
    found = view.findChild(QTableView) or view.findChild(QTreeView)
    return found.model() if isinstance(found, (QTableView, QTreeView)) else None


def proposed_name(view: View) -> str:
    """`checkout.otlp-timeline.png`."""
    ending = "png" if table_of(view) is None else "csv"
    return f"{view.document.path.stem}-{view.name}.{ending}"


def export(view: View, path: Path) -> None:
    """Write the view. Raises OSError when that is not possible."""
    model = table_of(view)
    if model is not None and path.suffix.lower() != ".png":
        write_csv(model, path)
    elif not view.grab().save(str(path), "PNG"):
        raise OSError(f"{path} could not be written")


def write_csv(model: QAbstractItemModel, path: Path) -> None:
    """Every row as it is shown, in the order it is shown, under its column's title."""
    columns = range(model.columnCount())
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(model.headerData(c, Qt.Orientation.Horizontal) for c in columns)
        for line in range(model.rowCount()):
            writer.writerow(model.index(line, c).data() for c in columns)
