"""Different calls made in turn: where a round begins and ends, and whose it is."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.traces.patterns.questions import questions_of
from perfview.traces.patterns.sequences import find_sequences
from perfview.traces.study import Study
from tests.traces.building import Recording
from tests.traces.detectors.looking import query, request

TABLES = {"A": "authors", "B": "books", "C": "covers", "D": "drafts"}


def sequences(letters: str, *, wrapped: int = 0, least: int = 3) -> tuple[Study, list[list[int]]]:
    """The sequences in a request that makes these calls; a wrapper of `wrapped` calls each."""
    recording = Recording()
    root = request(recording, 0, 1000)
    parent = root
    for i, letter in enumerate(letters):
        if wrapped and i % wrapped == 0:
            parent = recording.span(i * 10, i * 10 + wrapped * 10, "item", parent=root)
        query(
            recording, i * 10, i * 10 + 8, parent, f"SELECT * FROM {TABLES[letter]} WHERE i = {i}"
        )
    study = Study(recording.model())
    within = study.structure.parent >= 0
    found = find_sequences(study, questions_of(study), within, least)
    rounds = [
        [int(found.rounds[k]), int(found.first[k + 1] - found.first[k])] for k in range(len(found))
    ]
    assert np.all(study.model.span_id[found.caller] == root)
    return study, rounds


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("ABABAB", [[3, 6]]),
        ("ABCABCABCABC", [[4, 12]]),
        ("ABACABACABAC", [[3, 12]]),
        ("ABABABA", [[3, 6]]),
        ("ABABABAB", [[4, 8]]),
        ("DABABAB", [[3, 6]]),
        ("ABAB", []),
        ("AAABBB", []),
        ("AAAAAA", []),
        ("ABABBA", []),
        ("ABCD", []),
    ],
)
def test_rounds(letters: str, expected: list[list[int]]) -> None:
    assert sequences(letters)[1] == expected


def test_each_round_in_a_span_of_its_own() -> None:
    assert sequences("ABABABAB", wrapped=2)[1] == [[4, 8]]
    assert sequences("ABAB", wrapped=2)[1] == []


def test_fewer_rounds_can_be_asked_for() -> None:
    assert sequences("ABAB", least=2)[1] == [[2, 4]]
