"""Writing the view in front to a file: pictures as PNG, tables as CSV."""

from __future__ import annotations

from pathlib import Path

from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.view import View


def table_of(view: View) -> Table | None:
    """The table a view is made of (it has the keyboard for it), None for a picture."""
    return view.keyboard if isinstance(view.keyboard, Table) else None


def proposed_name(view: View) -> str:
    """`checkout.otlp-timeline.png`, `checkout.otlp-operations.csv`."""
    ending = "png" if table_of(view) is None else "csv"
    return f"{view.document.path.stem}-{view.name}.{ending}"


def export(view: View, path: Path) -> str:
    """Write the view; returns a sentence, "" when the table will tell by itself.

    Raises OSError when that is not possible.
    """
    table = table_of(view)
    if table is not None and path.suffix.lower() != ".png":
        table.export_csv(path)
        return ""
    if not view.grab().save(str(path), "PNG"):
        raise OSError(f"{path.name} could not be written")
    return f"Wrote {path.name}"
