"""How wide columns are: names keep room to be read, and fill what is left."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.ui.widgets.table.columns import Look, NumberColumn, TextColumn
from perfview.ui.widgets.table.view import Table


@pytest.fixture
def table(qtbot):
    ids = np.arange(2, dtype=np.int32)
    numbers = [NumberColumn(f"n{k}", "N", np.ones(2), look=Look(90)) for k in range(4)]
    made = Table((TextColumn("name", "Name", ids, ["a", "b"]), *numbers), "Things")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(("width", "name"), [(1000, 640), (500, 150), (200, 80)])
def test_the_name_takes_what_is_left_but_never_too_little(table, width, name):
    table.resize(width, 200)
    header = table.horizontalHeader()
    assert [header.sectionSize(at) for at in range(1, 5)] == [90] * 4
    assert header.sectionSize(0) == pytest.approx(name, abs=12)


def test_a_column_that_was_drawn_wider_stays_so(table):
    table.resize(1000, 200)
    table.horizontalHeader().resizeSection(1, 200)
    table.resize(1100, 200)
    assert table.horizontalHeader().sectionSize(1) == 200


def test_where_room_is_short_what_can_be_spared_most_is_left_out_and_comes_back(qtbot):
    ids = np.arange(2, dtype=np.int32)
    numbers = [
        NumberColumn(f"n{k}", "N", np.ones(2), look=Look(90, spare=spare))
        for k, spare in enumerate((0, 1, 3, 2))
    ]
    name = TextColumn("name", "Name", ids, ["a", "b"], Look(least=150))
    table = Table((name, *numbers), "Things")
    qtbot.addWidget(table)
    table.show()
    header = table.horizontalHeader()

    def shown():
        return [at for at in range(5) if not header.isSectionHidden(at)]

    table.resize(800, 200)
    header.resizeSection(2, 120)
    assert shown() == [0, 1, 2, 3, 4]
    table.resize(500, 200)
    assert shown() == [0, 1, 2, 4]
    assert not table.horizontalScrollBar().isVisible()
    table.resize(150, 200)
    assert shown() == [0, 1]
    table.resize(800, 200)
    assert shown() == [0, 1, 2, 3, 4]
    assert sum(header.sectionSize(at) for at in shown()) == table.viewport().width()
