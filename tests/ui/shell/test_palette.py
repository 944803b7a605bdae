"""A few letters lead anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt

from perfview.ui.shell.fuzzy import search
from perfview.ui.shell.palette_rows import ENTRY

CTRL = Qt.KeyboardModifier.ControlModifier


def shown(palette) -> list:
    entries = [palette.list.item(i).data(ENTRY) for i in range(palette.list.count())]
    return [entry for entry in entries if entry is not None]


def test_words_come_before_scattered_letters() -> None:
    names = ["record a new trace", "get /orders", "orders", "o r x d", "nothing"]
    found = [names[hit.index] for hit in search("ord", names)]
    assert found[:2] == ["orders", "get /orders"]
    assert set(found) == set(names) - {"nothing"}


def test_letters_that_matched_are_told() -> None:
    (hit,) = search("osl", ["order-service.list"])
    assert [("order-service.list"[at]) for at in hit.letters] == ["o", "s", "l"]
    assert list(hit.letters) == sorted(hit.letters)


def test_signs_are_letters_too() -> None:
    assert [hit.index for hit in search("a.*(", ["abc", "a.*(b"])] == [1]


def test_an_empty_query_keeps_the_order() -> None:
    assert [hit.index for hit in search("", ["b", "a"])] == [0, 1]


def test_the_best_of_ten_thousand() -> None:
    names = [f"service-{n % 97}.operation-{n}" for n in range(10_000)] + ["the one i mean"]
    assert search("one i me", names, limit=5)[0].index == 10_000


def test_a_service_is_selected_by_keyboard_alone(qtbot, opened) -> None:
    qtbot.keyClick(opened, Qt.Key.Key_K, CTRL)
    palette = opened.session.palette
    assert palette.isVisible()
    qtbot.keyClicks(palette.field, "@ord")
    assert [entry.title for entry in shown(palette)] == ["orders"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    document = opened.documents.current
    graph = document.opened.study.graph
    assert graph.name[document.selection.focus.node] == "orders"


def test_a_finding_opens_with_its_evidence(qtbot, opened) -> None:
    opened.session.show_palette()
    palette = opened.session.palette
    qtbot.keyClicks(palette.field, "#same")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    focus = opened.documents.current.selection.focus
    assert focus.recommendation == opened.documents.current.advice.recommendations[0].id
    assert list(focus.rows) == [1, 2]


def test_commands_only(qtbot, opened) -> None:
    opened.session.show_palette()
    palette = opened.session.palette
    qtbot.keyClicks(palette.field, ">show second")
    assert {entry.group for entry in shown(palette)} == {"Commands"}
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened.views.view.name == "second"


def test_arrows_pass_over_the_heads(qtbot, opened) -> None:
    opened.session.show_palette()
    palette = opened.session.palette
    seen = set()
    for _ in range(40):
        entry = palette.list.currentItem().data(ENTRY)
        assert entry is not None
        seen.add(entry.title)
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert seen == {entry.title for entry in shown(palette)}


def test_nothing_found_is_no_trap(qtbot, opened) -> None:
    opened.session.show_palette()
    palette = opened.session.palette
    qtbot.keyClicks(palette.field, "zzzzqq")
    assert shown(palette) == []
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
