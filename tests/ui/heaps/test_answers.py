"""Texts of cells that are found out on another thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject

from perfview.ui.heaps.tables.answers import Answers


def test_a_text_is_found_out_once_on_another_thread_and_told_of(qtbot):
    asked, owner = [], QObject()

    def find(number):
        asked.append((number, threading.current_thread() is threading.main_thread()))
        return f"number {number}"

    answers = Answers(find, owner)
    with qtbot.waitSignal(answers.arrived):
        assert [answers.text(each) for each in (3, 5, 3)] == ["", "", ""]
    assert [answers.text(each) for each in (3, 5)] == ["number 3", "number 5"]
    assert sorted(asked) == [(3, False), (5, False)]


def test_what_is_wanted_while_others_are_found_out_follows(qtbot):
    owner = QObject()
    answers = Answers(str, owner)
    with qtbot.waitSignal(answers.arrived):
        answers.text(1)
        answers._ask()
        answers.text(2)
    qtbot.waitUntil(lambda: answers.text(2) == "2")


def test_for_an_export_it_is_found_out_at_once():
    owner = QObject()
    answers = Answers(str, owner)
    assert answers.find_now(7) == "7"
    assert answers.text(8) == ""
    answers.settle()
    assert answers.text(8) == "8"
