"""Going to an object by its number from the command palette."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from perfview.ui.shell.palette import Palette
from perfview.ui.shell.palette_entries import of_identifier, of_recording
from tests.ui.heaps.folding_heaps import document, study


def test_any_object_is_found_by_its_number(qtbot):
    opened = document(study(3))
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    palette = Palette(
        window, lambda: of_recording(opened), lambda text: of_identifier(opened, text)
    )
    window.show()
    palette.appear()
    made = opened.opened.study
    smallest = int(made.self_bytes.argmin())
    number = int(made.graph.nodes.id[smallest])
    palette.field.setText(f"@{number}")
    palette._go()
    assert opened.selection.focus.row == smallest
    assert of_identifier(opened, "@99999999") == []
    assert of_identifier(opened, "@checkout") == []
