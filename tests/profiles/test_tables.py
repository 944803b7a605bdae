"""The tables of a profile that are exported."""

from __future__ import annotations

import numpy as np

from perfview.profiles.model import CallCounts
from perfview.profiles.study import Study
from perfview.profiles.tables import TABLES
from tests.profiles.building import profile

MS = 1_000_000


def rows(study: Study, table: str, *columns: str) -> list[tuple[object, ...]]:
    found = TABLES[table](study)
    return list(zip(*(list(found[column]) for column in columns), strict=True))


def test_files_and_packages_count_a_stack_once() -> None:
    study = profile(
        "main@src/app.py:1;load@src/config.py:5;main@src/app.py:1 3", "main@src/app.py:1 1"
    )
    assert rows(study, "files", "file", "self", "total", "samples") == [
        ("src/app.py", 4 * MS, 4 * MS, 2),
        ("src/config.py", 0, 3 * MS, 0),
    ]
    assert {name for (name,) in rows(study, "packages", "package")} == {"app", "config"}


def test_calls_are_pairs_of_functions() -> None:
    study = profile("main;load;parse 3", "main;parse 1", "main;load;load 2")
    assert set(rows(study, "calls", "caller", "callee", "total", "samples")) == {
        ("main", "load", 5 * MS, 2),
        ("load", "parse", 3 * MS, 1),
        ("load", "load", 2 * MS, 1),
        ("main", "parse", 1 * MS, 1),
    }


def test_counted_calls_are_the_recorders_own() -> None:
    sampled = profile("main;parse 3").model
    counts = CallCounts(
        calls=np.array([1, 7]),
        own=np.array([1.0, 5.0]),
        inclusive=np.array([6.0, 5.0]),
        caller=np.array([0], np.int32),
        callee=np.array([1], np.int32),
        edge_calls=np.array([7]),
        edge_inclusive=np.array([5.0]),
    )
    study = Study(type(sampled)(**{**vars(sampled), "counts": counts}))
    assert rows(study, "calls", "caller", "callee", "total", "calls") == [("main", "parse", 5.0, 7)]
