"""The panel of one function: what it says, its boxes, its tables, what can be done there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from perfview.profiles.model import CallCounts
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.facts.function_panel import FunctionPanel
from perfview.ui.profiles.lensing.holder import lens_of
from tests.profiles.building import profile
from tests.ui.profiles.showing import document, function, study


@pytest.fixture
def show(qtbot):
    def shown(name: str, made: Study | None = None, width: int = 300) -> FunctionPanel:
        opened = document(made or study())
        panel = FunctionPanel(opened, lens_of(opened))
        qtbot.addWidget(panel)
        panel.resize(width, 800)
        panel.show()
        opened.selection.change(None, operation=function(opened.opened.study, name))
        panel.settle()
        return panel

    return shown


def texts(table) -> list[tuple[str, str]]:
    model = table._table.model()
    rows = range(model.rowCount())
    return [tuple(model.index(r, c).data() for c in (0, 2)) for r in rows]


def test_it_says_what_the_function_costs(show):
    panel = show("load")
    assert panel._title.text() == "load"
    assert panel._place.text() == "src/config.py:10"
    assert panel._part.text().replace("\u202f", " ") == "50 % of all time"
    assert panel._more.text().replace("\u202f", " ") == "8.00 ms, 2 samples"


def test_what_it_spends_its_time_in_includes_itself(show):
    panel = show("load")
    plain = [(name, part.replace("\u202f", " ")) for name, part in texts(panel._callees)]
    assert plain == [("loads", "75 %"), ("itself", "25 %")]
    assert [name for name, _ in texts(panel._callers)] == ["handle"]


def test_roots_are_called_by_nobody(show):
    assert texts(show("main")._callers)[0][0] == "nobody: a root"


def test_counted_calls_are_told_by_the_second(show):
    made = profile("main;work 1000")
    f = len(made.model.functions)
    counts = CallCounts(np.array([1, 61]), np.full(f, 1e9), np.full(f, 1e9))
    panel = show("work", Study(replace(made.model, counts=counts)))
    assert panel._more.text().replace("\u202f", " ") == "1.00 s, 61.0 calls/s"


def test_a_box_of_the_small_sandwich_leads_to_its_function(show, qtbot):
    panel = show("load")
    small = panel.sandwich
    assert {named.name for named in small._boxes} == {"main", "handle", "loads"}
    place = small._place(next(n.box for n in small._boxes if n.name == "loads"))
    assert place.width() == pytest.approx(small.width() * 0.75, abs=2)
    qtbot.mouseClick(
        small, Qt.MouseButton.LeftButton, pos=QPoint(int(place.x()) + 4, int(place.y()) + 4)
    )
    made = panel._document.opened.study
    assert panel._document.selection.focus.operation == function(made, "loads")


@pytest.mark.parametrize("name", ["main", "loads", "load"])
def test_the_small_sandwich_has_room_for_all_its_rows(show, name):
    small = show(name).sandwich
    bottom = max([small._middle_place().bottom(), *(small._place(n.box).bottom()
                                                    for n in small._boxes)])  # fmt: skip
    top = min([small._middle_place().top(), *(small._place(n.box).top() for n in small._boxes)])
    assert top == 0
    assert bottom <= small.height()
    assert small.height() - bottom <= 1


def test_functions_are_focused_merged_and_dropped(show):
    panel = show("load")
    holder = lens_of(panel._document)
    for change in (Change.FOCUS_FUNCTION, Change.MERGE_FUNCTION, Change.DROP_FUNCTION):
        panel._transform(change)
        assert holder.lens.transforms[-1].change is change
        assert holder.lens.transforms[-1].function == panel._function
        holder.undo()


def test_other_views_are_asked_for(show, qtbot):
    panel = show("load")
    with qtbot.waitSignal(panel._document.view_wanted) as asked:
        panel._go("sandwich")
    assert asked.args == ["sandwich"]


@pytest.mark.parametrize("width", [240, 300, 420])
def test_long_names_push_nothing_out(show, width):
    name = "std::vector<" + "very::long::name<int>, " * 20 + ">"
    panel = show(name.replace(" ", ""), profile(f"main;{name.replace(' ', '')};leaf 9"), width)
    assert panel.width() == width
    assert panel.minimumSizeHint().width() <= 240


def test_what_a_transform_made_has_its_name(show):
    panel = show("load")
    holder = lens_of(panel._document)
    holder.apply(Transform(Change.FOLD_LIBRARIES))
    panel.settle()
    assert "json" in panel._study.shape_through(holder.lens).made
    assert texts(panel._callees)[0][0] == "json"
    below = [named.name for named in panel.sandwich._boxes if named.box.level == 1]
    assert below == ["json"]
