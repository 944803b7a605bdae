"""Tabs in a narrow window."""

from __future__ import annotations

from itertools import pairwise

from perfview.ui.shell.tab_row import TabRow, fitting

TITLES = ["Treemap", "Modules", "Packages", "Why is it here", "Chunks", "Files", "What if"]


def test_all_tabs_where_there_is_room() -> None:
    assert fitting([50, 60, 70], 0, 180, 40) == {0, 1, 2}


def test_the_first_ones_and_the_one_in_front() -> None:
    assert fitting([50, 60, 70, 80], 0, 170, 40) == {0, 1}
    assert fitting([50, 60, 70, 80], 3, 175, 40) == {0, 3}
    assert fitting([50, 60, 70, 80], 3, 10, 40) == {3}


def test_tabs_without_room_are_in_a_menu(qtbot) -> None:
    row = TabRow(TITLES)
    qtbot.addWidget(row)
    row.show_search(False)
    row.mark(0)
    row.resize(1200, row.height())
    row.show()
    assert row.hidden_tabs() == []
    row.resize(430, row.height())
    hidden = row.hidden_tabs()
    assert hidden
    assert 0 not in hidden
    shown = [tab for tab in row._tabs if tab.isVisible()]
    for left, right in pairwise(shown):
        assert left.geometry().right() < right.geometry().left()
    menu = row.menu()
    assert [action.text() for action in menu.actions()] == [TITLES[index] for index in hidden]
    with qtbot.waitSignal(row.chosen) as chosen:
        menu.actions()[-1].trigger()
    row.mark(chosen.args[0])
    assert chosen.args[0] not in row.hidden_tabs()
