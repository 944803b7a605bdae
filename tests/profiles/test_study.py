"""The call tree and the function table of a profile."""

from __future__ import annotations

import numpy as np

from perfview.profiles.keeping import keep, restore
from perfview.profiles.soundness import is_sound
from perfview.profiles.study import Study
from perfview.recording.report import ImportReport
from tests.profiles.building import profile

MS = 1_000_000


def costs(study: Study) -> dict[str, tuple[float, float, int]]:
    table = study.functions
    return {
        study.name_of(f): (table.own[f] / MS, table.total[f] / MS, int(table.present[f]))
        for f in range(len(study.model.functions))
    }


def test_self_and_total_are_summed_by_function() -> None:
    study = profile("main;run;parse 3", "main;run 2", "main;log 1", "main;run;parse 1")
    assert costs(study) == {
        "main": (0, 7, 4),
        "run": (2, 6, 3),
        "parse": (4, 4, 2),
        "log": (1, 1, 1),
    }


def test_a_recursive_function_counts_once_a_stack() -> None:
    study = profile("main;walk;walk;walk 3", "main;walk;visit;walk 2", "main;walk 1")
    assert costs(study)["walk"] == (6, 6, 3)
    assert costs(study)["visit"] == (0, 2, 1)
    assert int(study.shape.nesting.max()) == 3


def test_what_is_idle_is_no_cost() -> None:
    study = profile("main 2", "", "main 1")
    assert study.tree.whole == 3 * MS
    assert len(study.model) == 3


def test_siblings_stand_heaviest_first() -> None:
    study = profile("main;a 1", "main;b 5", "main;c 3", "other 8")
    tree = study.tree
    start = {
        study.name_of(int(f)): s / MS for f, s in zip(tree.shape.function, tree.start, strict=True)
    }
    assert start == {"main": 0, "b": 0, "c": 5, "a": 8, "other": 9}


def test_what_is_kept_is_sound() -> None:
    kept = keep(profile("main;walk;walk 3", "main;log 1", ""))
    assert is_sound(kept)
    kept.packages.of_function[0] = len(kept.packages.names)
    assert not is_sound(kept)
    kept = keep(profile("main;walk;walk 3", "main;log 1", ""))
    kept.model.stacks.parent[0] = 2
    assert not is_sound(kept)


def test_what_was_kept_is_not_measured_again() -> None:
    kept = keep(profile("main;walk@/venv/lib/python3.11/site-packages/numpy/x.py:1 3"))
    study = restore(kept, ImportReport())
    assert study.tree is kept.tree
    assert study.packages is kept.packages
    assert study.kinds is kept.packages.kind


def test_an_empty_profile_has_an_empty_tree() -> None:
    study = profile()
    assert study.tree.whole == 0
    assert len(study.functions.own) == 0
    assert is_sound(keep(study))
    assert np.array_equal(study.tree.start, [])
