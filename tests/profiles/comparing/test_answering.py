"""The answer in words and rows."""

from __future__ import annotations

import pytest

from perfview.findings.comparison import Comparing
from perfview.findings.forecast import UnanswerableError
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.comparing.answering import answer
from perfview.profiles.study import Study
from tests.profiles.building import profile

BEFORE = profile("main;loadConfig 3120", "main;serialize 800", "main;rest 9000")
AFTER = profile("main;loadConfig 140", "main;serialize 1560", "main;rest 9010")


def test_the_verdict_says_how_much_between_what_and_who() -> None:
    said = answer(BEFORE, AFTER, Comparing()).verdict
    assert said.startswith("Faster: −17\u202f% CPU time, between −19\u202f% and −15\u202f%.")
    assert "Two functions moved it: loadConfig gives 2.98\u202fs back, serialize takes 760" in said


def test_the_other_way_round_it_is_slower() -> None:
    assert answer(AFTER, BEFORE, Comparing()).verdict.startswith("Slower: +21\u202f% CPU time")


def test_no_difference_is_said_to_be_none() -> None:
    assert answer(BEFORE, BEFORE, Comparing()).verdict == (
        "No difference: the same CPU time as before."
    )
    near = profile("main;loadConfig 3110", "main;serialize 815", "main;rest 9040")
    assert answer(BEFORE, near, Comparing()).verdict.startswith("No difference beyond noise: +0.3")


def test_by_shares_the_mix_is_told() -> None:
    found = answer(BEFORE, AFTER, Comparing(normalise=True))
    assert found.is_normalised
    assert found.unit == "ratio"
    assert "loadConfig 24\u202f% → 1.3\u202f%" in found.verdict
    assert answer(BEFORE, BEFORE, Comparing(normalise=True)).verdict.startswith("The same mix")


def test_rows_come_with_what_moved_most_first_and_as_many_as_wanted() -> None:
    found = answer(BEFORE, AFTER, Comparing(limit=2))
    assert [row.name for row in found.rows] == ["loadConfig", "serialize"]
    assert found.left_out == 2
    assert len(answer(BEFORE, AFTER, Comparing(limit=0)).rows) == 4
    first = found.rows[0]
    assert first.total.low < first.total.amount < first.total.high < 0
    assert first.own.relative == pytest.approx(-0.955, abs=0.001)


def measured(*metrics: tuple[str, str], default: int = 0) -> Study:
    builder = ProfileBuilder(metrics, default)
    stack = builder.stack(-1, builder.frame(builder.function("main")))
    for _ in range(50):
        builder.sample(builder.thread("main"), stack, [1e6 * (i + 1) for i in range(len(metrics))])
    return Study(builder.finish())


def test_the_same_metric_of_both_is_compared() -> None:
    one = measured(("samples", "count"), ("cpu", "ns"), default=1)
    other = measured(("cpu", "ns"), ("wall", "ns"))
    assert answer(one, other, Comparing()).whole.before == 100e6
    assert answer(other, one, Comparing()).whole.before == 50e6
    with pytest.raises(UnanswerableError, match="Both have: cpu"):
        answer(one, other, Comparing(metric="wall"))


def test_numbers_of_different_units_know_only_shares() -> None:
    found = answer(measured(("alloc_space", "bytes")), measured(("cpu", "ns")), Comparing())
    assert found.is_normalised
    assert "only shares" in found.notes[0]
    assert (found.whole.before, found.whole.after, found.whole_unit) == (1, 1, "ratio")
    assert "time" not in found.of
    assert "time" not in found.verdict
    absolute = Comparing(normalise=False)
    assert answer(measured(("a", "bytes")), measured(("b", "ns")), absolute).is_normalised


def test_an_empty_profile_is_compared_without_a_fuss() -> None:
    empty = Study(ProfileBuilder([("cpu", "ns")]).finish())
    assert answer(empty, AFTER, Comparing()).whole.relative is None
    assert answer(AFTER, empty, Comparing()).verdict.startswith("Faster: −100")
    assert answer(empty, empty, Comparing()).rows == ()


def test_what_went_the_other_way_is_named_too() -> None:
    after = profile("main;loadConfig 140", "main;serialize 1200", "main;rest 9010")
    said = answer(BEFORE, after, Comparing()).verdict
    assert "Two functions moved it: loadConfig gives 2.98\u202fs back, serialize takes 400" in said


def test_many_times_as_much_is_said_so() -> None:
    said = answer(profile("main;a 100"), profile("main;a 5000"), Comparing()).verdict
    assert said.startswith("Slower: ×50.0 CPU time, between ×")
