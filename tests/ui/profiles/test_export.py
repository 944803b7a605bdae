"""What can be written of a profile, and under which names."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from perfview.engine.pillars import pillar
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.flame import FlameView
from perfview.ui.profiles.functions import FunctionsView
from perfview.ui.profiles.guide import ProfileGuide
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.shell.export import ask_where, export, export_rows, formats, with_ending
from tests.ui.profiles.showing import document


@pytest.fixture
def view(qtbot):
    made = FlameView(document())
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.settle()
    return made


def test_every_form_that_is_offered_can_be_written(view):
    offered = {form for form in formats(view).values() if form}
    assert offered == set(pillar("profiles").document_writers())


def test_a_table_is_offered_as_csv_first(qtbot):
    made = FunctionsView(document())
    qtbot.addWidget(made)
    assert next(iter(formats(made))).startswith("CSV")


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [
        ("a-flame.png", "Samples as pprof (*.pb.gz)", "a-flame.pb.gz"),
        ("a.pb.gz", "SVG picture (*.svg)", "a.svg"),
        ("a", "CSV table (*.csv)", "a.csv"),
        ("v1.2", "PNG picture (*.png)", "v1.2.png"),
    ],
)
def test_a_file_name_follows_the_format(view, name, words, wanted):
    assert with_ending(name, words, [*formats(view), "CSV table (*.csv)"]) == wanted


def test_what_the_lens_lets_through_is_written(qtbot, view, tmp_path, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("perfview.ui.shell.export.toast", lambda _, said: told.append(said))
    lens_of(view.document).change(where="load")
    rows, words = ProfileGuide().chosen_rows(view.document)
    assert len(rows) == 2
    assert words == "2 of 6 samples"
    out = tmp_path / "out.speedscope.json"
    export_rows(view, "speedscope", out)
    qtbot.waitUntil(lambda: bool(told))
    written = json.loads(out.read_text())
    only = written["profiles"][0]
    # Between samples that were left out stand empty stacks.
    seen = [w for stack, w in zip(only["samples"], only["weights"], strict=True) if stack]
    assert seen == [6_000_000, 2_000_000]


def test_transforms_are_no_part_of_what_is_written_and_that_is_said(view):
    lens_of(view.document).apply(Transform(Change.HIDE_LIBRARIES))
    rows, words = ProfileGuide().chosen_rows(view.document)
    assert np.array_equal(rows, np.arange(6))
    assert words == "the whole profile, stacks as recorded"


def test_a_flame_graph_is_a_picture_of_shapes(view, tmp_path):
    assert export(view, tmp_path / "out.svg") == "Wrote out.svg"
    text = (tmp_path / "out.svg").read_text()
    assert "handle" in text
    assert export(view, tmp_path / "out.png") == "Wrote out.png"


def test_the_dialog_proposes_a_name_that_follows_the_format(view, qtbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written: list[tuple[str, str]] = []
    ask_where(view, lambda path, form: written.append((path.name, form)))
    dialog = view.window().findChild(QFileDialog)
    pprof = next(words for words in dialog.nameFilters() if "pprof" in words)
    dialog.selectNameFilter(pprof)
    dialog.filterSelected.emit(pprof)
    dialog.fileSelected.emit(dialog.selectedFiles()[0])
    assert written == [("orders-flame.pb.gz", "pprof")]
    dialog.close()
