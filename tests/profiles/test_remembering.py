"""The latest few of what takes a while to make."""

from __future__ import annotations

from perfview.profiles.lens import Lens
from perfview.profiles.remembering import Latest
from tests.profiles.building import profile


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    known: Latest[str, int] = Latest(2)
    known.keep("a", 1)
    known.keep("b", 2)
    assert known.get("a") == 1
    assert known.keep("c", 3) == 3
    assert known.get("b") is None
    assert (known.get("a"), known.get("c")) == (1, 3)


def test_a_study_remembers_trees_but_not_forever() -> None:
    study = profile("main;a 2", "main;b 3")
    first = study.call_tree(Lens(start_ns=1))
    assert study.call_tree(Lens(start_ns=1)) is first
    for start in range(2, 30):
        study.call_tree(Lens(start_ns=start))
    assert study.call_tree(Lens(start_ns=1)) is not first
