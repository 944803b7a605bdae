"""Which characters are chosen: within a row, over rows, backwards."""

from __future__ import annotations

from perfview.ui.profiles.code.selecting import NOTHING, Stretch, word_at

ROWS = ["def run():", "    pass", ""]


def test_a_stretch_is_the_same_from_either_end() -> None:
    for stretch in (Stretch((0, 4), (1, 8)), Stretch((1, 8), (0, 4))):
        assert stretch.text(ROWS) == "run():\n    pass"
        assert stretch.in_row(0, 10) == (4, 10)
        assert stretch.in_row(1, 8) == (0, 8)
        assert stretch.in_row(2, 0) is None


def test_within_one_row() -> None:
    assert Stretch((0, 4), (0, 7)).text(ROWS) == "run"


def test_nothing_is_nothing() -> None:
    assert not NOTHING
    assert NOTHING.text(ROWS) == ""


def test_rows_that_are_gone_are_left_out() -> None:
    assert Stretch((1, 4), (9, 2)).text(ROWS) == "pass\n"


def test_a_word_is_chosen_as_a_whole() -> None:
    assert word_at("a = run(x)", (3, 5)).text(["", "", "", "a = run(x)"]) == "run"
    assert not word_at("a = run(x)", (0, 2))
