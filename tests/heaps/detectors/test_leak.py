"""What came up since an earlier snapshot and stays: both sides of every limit."""

from __future__ import annotations

import pytest

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding, Severity
from perfview.heaps.detectors.leak import Leak
from perfview.heaps.study import Study
from tests.heaps.growth.programs import cache, generations, held_against

EACH = 440


def found(study: Study, **limits: float) -> list[Finding]:
    detector = Leak()
    return list(detector.detect(study, Limits(detector, limits)))


def grown(new: int, *, size: int = 400, old: int = 20) -> Study:
    """A cache that got so many more answers."""
    return held_against(cache(range(old), size=size), cache(range(old + new), size=size))


def test_a_growing_cache_is_named_with_what_a_cut_frees() -> None:
    (leak,) = found(grown(100))
    assert leak.title == "100 Answer objects pile up in ResponseCache.entries"
    assert "`ResponseCache.entries`" in leak.verdict
    assert leak.where == "ResponseCache.entries"
    assert leak.saving is not None
    assert leak.saving.value == leak.saving.low == 100 * EACH
    assert leak.saving.high == 120 * EACH + 32
    assert leak.severity is Severity.WARNING


def test_the_evidence_is_the_owner_and_what_leaked() -> None:
    study = grown(150)
    (leak,) = found(study)
    rows = leak.evidence.rows
    assert study.class_of(int(rows[0])) == "Array"
    assert {study.class_of(int(row)) for row in rows[1:150]} == {"Answer"}
    assert len(rows) == 200
    assert leak.evidence.total == 300


@pytest.mark.parametrize(("new", "fires"), [(60, True), (30, False)])
def test_it_takes_some_bytes(new: int, fires: bool) -> None:
    assert bool(found(grown(new))) is fires
    assert found(grown(new), bytes=1000) != []


@pytest.mark.parametrize(("new", "fires"), [(25, True), (24, False)])
def test_it_takes_some_objects(new: int, fires: bool) -> None:
    assert bool(found(grown(new, size=4000))) is fires


def test_few_objects_do_when_they_are_large() -> None:
    assert found(grown(8, size=200_000)) != []
    assert found(grown(8, size=100_000)) == []


def test_it_is_critical_when_it_is_grave() -> None:
    (leak,) = found(grown(100, size=150_000))
    assert leak.severity is Severity.CRITICAL
    (leak,) = found(grown(100, size=150_000), grave=1e9)
    assert leak.severity is Severity.WARNING


def test_a_cache_that_is_full_is_none() -> None:
    assert found(held_against(cache(range(100)), cache(range(100, 200)))) == []


def test_a_bounded_cache_that_was_filling_up_is_none() -> None:
    assert found(held_against(cache(range(30)), cache(range(40, 200)))) == []
    assert found(held_against(cache(range(30)), cache(range(200)))) != []


def test_what_keeps_half_of_its_old_content_still_grows() -> None:
    assert found(held_against(cache(range(30)), cache(range(15, 200)))) != []


def test_growth_in_every_interval_is_surer_than_one_leap() -> None:
    steady = held_against(*(cache(range(20 + 60 * k)) for k in range(5)))
    leap = held_against(*(cache(range(count)) for count in (20, 260, 260, 260, 261)))
    (leak,) = found(steady)
    assert leak.confidence > 0.95
    assert "grew in 4 of 4 intervals" in leak.why
    assert found(leap) == []


def test_generations_in_one_another_are_one_leak() -> None:
    (leak,) = found(held_against(generations(0, 5), generations(0, 70)))
    assert leak.where == "Scene.previous"
    assert leak.saving is not None
    assert leak.saving.value == 64 * 600


def test_it_concerns_only_what_is_held_against_something() -> None:
    study = grown(100)
    assert Leak().concerns(study)
    study.baseline = None
    assert not Leak().concerns(study)
    assert found(study) == []


def test_a_cache_that_got_full_on_the_way_is_left_alone() -> None:
    rounds = [(0, 20), (0, 120), (0, 220), (100, 320), (200, 420), (300, 520), (300, 520)]
    assert found(held_against(*(cache(range(*each)) for each in rounds))) == []


def test_one_that_goes_on_growing_is_not() -> None:
    rounds = [(0, 20), (0, 120), (0, 220), (0, 320), (0, 420), (0, 520), (0, 520)]
    (leak,) = found(held_against(*(cache(range(*each)) for each in rounds)))
    assert "grew in 5 of 5 intervals" in leak.why


def test_it_is_said_when_they_came_and_that_more_came_since() -> None:
    steps = (cache(range(20)), cache(range(120)), cache(range(150)))
    (leak,) = found(held_against(*steps))
    when = "between the first and the second snapshot and are still there in the third"
    assert f"{when}; 30 more Answer objects since" in leak.why


def test_the_code_is_in_the_names_of_the_program() -> None:
    (leak,) = found(grown(100))
    assert leak.example is not None
    assert "this.entries.push(answer);" in leak.example.before
    assert leak.example.place == "ResponseCache.entries (/app/main.js)"
