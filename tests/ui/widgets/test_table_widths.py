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
