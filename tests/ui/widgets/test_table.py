"""The table: order, filter, choice, search, copy, export."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from perfview.findings.quantities import duration
from perfview.ui.widgets.table import view as table_view
from perfview.ui.widgets.table.columns import HexColumn, Look, NumberColumn, TextColumn
from perfview.ui.widgets.table.export import as_csv, as_tsv
from perfview.ui.widgets.table.order import Arrangement, arrange, matching
from perfview.ui.widgets.table.view import Table

NAMES = ["GET /orders", "POST /checkout", "get /search"]


def columns(ids=(0, 1, 2, 1), times=(5, 9, 5, 1)):
    return (
        TextColumn("name", "Name", np.array(ids, np.int32), NAMES),
        NumberColumn("time_ns", "Time", np.array(times, np.int64), duration, Look(80), bar=True),
        HexColumn(
            "id",
            "Id",
            np.arange(len(ids)).astype(np.uint64) << np.uint64(60),
            np.arange(len(ids)).astype(np.uint64),
        ),
    )


@pytest.fixture
def table(qtbot) -> Table:
    made = Table(columns(), "Things")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def shown(table: Table) -> list[int]:
    return table.table.shown.tolist()


# -- order.py


@given(st.lists(st.integers(-3, 3), max_size=40), st.booleans())
def test_sorting_is_stable_both_ways(values: list[int], descending: bool) -> None:
    column = NumberColumn("v", "V", np.array(values, np.int64))
    rows = arrange([column], Arrangement(0, descending)).tolist()
    assert rows == sorted(range(len(values)), key=values.__getitem__, reverse=descending)


def test_texts_sort_by_name_whatever_the_case() -> None:
    assert arrange(columns(), Arrangement(0)).tolist() == [0, 2, 1, 3]


def test_every_word_has_to_be_somewhere_in_the_row() -> None:
    assert matching(columns(), "GET orders").tolist() == [True, False, False, False]
    assert matching(columns(), "checkout").tolist() == [False, True, False, True]
    assert matching(columns(), "").all()


@pytest.mark.parametrize("digits", ["2", "20000000", "2" + "0" * 15, "2" + "0" * 30 + "2"])
def test_ids_are_found_by_their_beginning(digits: str) -> None:
    assert columns()[2].matches(digits).tolist() == [False, False, True, False]
    assert columns()[2].matches("checkout") is None


def test_a_table_of_nothing_can_be_sorted_and_filtered() -> None:
    empty = columns((), ())
    assert arrange(empty, Arrangement(0, True, "x")).tolist() == []
    assert arrange((), Arrangement(0)).tolist() == []


# -- view.py


def test_a_click_on_a_number_sorts_the_largest_first_then_the_smallest(qtbot, table) -> None:
    header = table.horizontalHeader()
    for expected, arrow in (([1, 0, 2, 3], "▾"), ([3, 0, 2, 1], "▴")):
        place = QPoint(header.sectionViewportPosition(1) + 10, 8)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert shown(table) == expected
        assert table.table.headerData(1, Qt.Orientation.Horizontal).endswith(arrow)


def test_what_is_chosen_stays_chosen_through_sorting_and_filtering(qtbot, table) -> None:
    table.choose(np.array([3], np.int32))
    table.sort(1, descending=True)
    assert table.chosen_rows.tolist() == [3]
    table.filter("orders")
    assert table.chosen_rows.tolist() == []
    table.filter("")
    assert table.chosen_rows.tolist() == [3]


def test_only_a_user_choosing_is_told(qtbot, table) -> None:
    with qtbot.assertNotEmitted(table.chosen):
        table.choose(np.array([1], np.int32))
        table.sort(1, descending=False)
        table.filter("checkout")
    with qtbot.waitSignal(table.chosen) as told:
        table.selectRow(0)
    assert told.args[0].tolist() == [3]


def test_keys_walk_and_open(qtbot, table) -> None:
    table.sort(1, descending=True)
    table.setFocus()
    table.selectRow(0)
    with qtbot.waitSignal(table.chosen) as told:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert told.args[0].tolist() == [0]
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [0]


def test_search_counts_and_walks_round(table) -> None:
    assert table.mark("CHECKOUT") == 2
    table.go_to_mark()
    assert table.chosen_rows.tolist() == [1]
    table.go_to_mark()
    assert table.chosen_rows.tolist() == [3]
    table.go_to_mark()
    assert table.chosen_rows.tolist() == [1]
    table.go_to_mark(-1)
    assert table.chosen_rows.tolist() == [3]
    assert table.mark("") == 0


def test_scattered_choices_survive(table) -> None:
    table.choose(np.array([0, 2], np.int32))
    assert table.chosen_rows.tolist() == [0, 2]


def test_large_tables_are_arranged_on_another_thread(qtbot, monkeypatch, table) -> None:
    monkeypatch.setattr(table_view, "_SMALL", 3)
    with qtbot.waitSignal(table.arranged) as told:
        table.sort(1, descending=False)
        assert shown(table) == [0, 1, 2, 3]
    assert told.args == [4]
    assert shown(table) == [3, 0, 2, 1]


def test_of_two_questions_only_the_last_is_answered(qtbot, monkeypatch, table) -> None:
    monkeypatch.setattr(table_view, "_SMALL", 0)
    with qtbot.waitSignal(table.arranged) as told:
        table.filter("orders")
        table.filter("checkout")
    assert told.args == [2]
    assert shown(table) == [1, 3]


def test_choosing_all_of_many_rows_asks_the_model_little(qtbot, monkeypatch) -> None:
    count = 30_000
    made = Table(columns([0] * count, range(count)), "Many")
    qtbot.addWidget(made)
    made.show()
    asked = []
    flags = type(made.table).flags
    monkeypatch.setattr(type(made.table), "flags", lambda m, i: asked.append(1) or flags(m, i))
    made.selectAll()
    made.grab()
    assert len(made.chosen_rows) == count
    assert len(asked) < 5_000


def test_typing_a_letter_does_not_walk_through_the_rows(qtbot, monkeypatch, table) -> None:
    asked = []
    monkeypatch.setattr(type(table.table), "match", lambda *a: asked.append(a) or [])
    qtbot.keyClick(table, Qt.Key.Key_G)
    assert not asked


# -- export.py


def test_copy_takes_the_chosen_rows_as_programs_read_them(qtbot, table) -> None:
    table.selectionModel().select(
        table.table.index(1, 0),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    table.setFocus()
    qtbot.keySequence(table, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["name", "time_ns", "id"]
    assert lines[1].split("\t") == ["POST /checkout", "9", "10000000000000000000000000000001"]
    assert len(lines) == 2


def test_cells_cannot_break_out_of_their_row() -> None:
    column = TextColumn("n", "N", np.zeros(1, np.int32), ['a\tb\nc "d"'])
    rows = np.zeros(1, np.int32)
    assert as_tsv([column], rows) == 'n\na b c "d"\n'
    assert list(csv.reader(io.StringIO(as_csv([column], rows)))) == [["n"], ['a\tb\nc "d"']]


def test_export_writes_what_is_shown(qtbot, table, tmp_path) -> None:
    table.filter("checkout")
    table.export_csv(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: (tmp_path / "out.csv").exists())
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["time_ns"] for row in rows] == ["9", "1"]


def test_an_export_that_fails_says_so_and_leaves_nothing(qtbot, table, tmp_path) -> None:
    from perfview.ui.widgets.toast import Toast

    table.export_csv(tmp_path / "no" / "out.csv")
    qtbot.waitUntil(lambda: bool(table.window().findChildren(Toast)))
    said = table.window().findChildren(Toast)[-1].accessibleName()
    assert "could not be written" in said
    assert list(tmp_path.iterdir()) == []
