"""Shares of sets of functions, their intervals, and what fixes save of them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.findings.finding import Severity
from perfview.profiles.patterns.callers import callers_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.shares import (
    ALONG,
    Share,
    amdahl,
    confidence,
    evidence_of,
    exact_share,
    own_share,
    share_of,
    sure_severity,
)
from perfview.profiles.study import Study
from tests.profiles.building import profile

MS = 1e6


def ground(study: Study) -> Ground:
    found = ground_of(study)
    assert found is not None
    return found


def share(study: Study, pattern: str) -> Share:
    return share_of(ground(study), named(study, re.compile(pattern)))


def test_a_stack_counts_once_however_many_of_the_functions_are_on_it() -> None:
    study = profile("main;parse;walk;parse;walk 30", "main;walk 20", "main;other 50")
    assert share(study, "^(parse|walk)$").spent == 50 * MS
    assert share(study, "^walk$").spent == 50 * MS
    assert len(share(study, "^walk$").outermost) == 2


def test_own_time_leaves_out_what_is_called() -> None:
    study = profile("main;parse;walk 30", "main;parse 20", "main;other 50")
    found = own_share(ground(study), named(study, re.compile("^parse$")))
    assert found.spent == 20 * MS


def test_exactly_these_paths() -> None:
    study = profile("main;a;b 30", "main;a 20", "main 50")
    base = ground(study)
    inside = named(study, re.compile("^a$"))[base.function]
    assert exact_share(base, inside).spent == 20 * MS


def test_idle_and_profiler_are_no_part_of_the_whole() -> None:
    study = profile(
        "main;work 60", "main;epoll_wait 500", "", "main;<method 'x' of '_lsprof.Profiler'> 40"
    )
    base = ground(study)
    assert (base.whole, base.idle, base.profiler) == (60 * MS, 500 * MS, 40 * MS)
    assert base.total[0] == 60 * MS


def test_callbacks_run_by_an_event_loop_are_no_idleness() -> None:
    study = profile("main;uv__io_poll;onRead 60", "main;uv__io_poll 500")
    assert ground(study).whole == 60 * MS


def test_the_nearest_own_code_is_behind_it() -> None:
    study = profile(
        "main@a.py:1;rows@a.py:9;<built-in method json.loads> 60",
        "main@a.py:1;head@a.py:20;<built-in method json.loads> 30",
        "main@a.py:1;head@a.py:20 10",
    )
    found = callers_of(study, share(study, "json"))
    assert [study.name_of(f) for f in found.function.tolist()] == ["rows", "head"]
    assert found.spent.tolist() == [60 * MS, 30 * MS]


def test_evidence_is_heaviest_first() -> None:
    study = profile("main;a;x 10", "main;a;y 30", "main;a 20", "main;b 5")
    evidence = evidence_of(study, share(study, "^a$"))
    weights = [study.tree.own[study.shape.of_stack[row]] for row in evidence.rows]
    assert weights == [30 * MS, 20 * MS, 10 * MS]
    assert evidence.total == 3
    assert [study.name_of(int(f)) for f in evidence.groups] == ["a"]


def test_savings_are_the_share_with_what_the_fix_takes_away() -> None:
    study = profile("main;a 180", "main;b 820")
    saving = amdahl(share(study, "^a$"), (0.0, 0.5, 1.0), "a rule")
    assert saving.value == 90 * MS
    assert saving.before == 1000 * MS
    assert saving.low == 0
    wilson = 0.205  # 18 % of 1,000
    along = ALONG * wilson / (1 + (ALONG - 1) * wilson)
    assert saving.high == pytest.approx(along * 1000 * MS, rel=0.01)
    assert saving.of == "CPU time"
    assert "a rule" in saving.method


def test_confidence_grows_with_the_samples_and_with_nothing_else() -> None:
    few, many = profile("a 20", "b 80"), profile("a 2000", "b 8000")
    assert confidence(0.9, share(few, "^a$")) < confidence(0.9, share(many, "^a$")) < 0.9
    assert confidence(0.5, share(many, "^a$")) < confidence(0.9, share(many, "^a$"))
    assert confidence(0.9, share(many, "^none$")) == 0


def test_severity_needs_samples_as_well_as_a_share() -> None:
    assert sure_severity(share(profile("a 1"), "a"), 0.3, 0.6) is Severity.INFO
    assert sure_severity(share(profile("a 90", "b 10"), "a"), 0.3, 0.6) is Severity.CRITICAL
    assert sure_severity(share(profile("a 40", "b 60"), "a"), 0.3, 0.6) is Severity.WARNING


def test_differences_of_profiles_have_no_shares() -> None:
    study = profile("main;a 10", "main;b 5")
    study.model.metrics.weight[1] = -3e6
    assert ground_of(Study(study.model)) is None


@given(st.lists(st.tuples(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6)), max_size=30))
def test_shares_are_those_a_loop_over_samples_finds(rows: list[tuple[list[str]]]) -> None:
    study = profile(*(";".join(path) for (path,) in rows))
    if not rows:
        assert ground_of(study) is None
        return
    wanted = {"b", "d"}
    expected = sum(bool(wanted & set(path)) for (path,) in rows)
    found = share(study, "^[bd]$")
    assert found.spent == expected * MS
    outermost = {
        tuple(path[: 1 + next(i for i, name in enumerate(path) if name in wanted)])
        for (path,) in rows
        if wanted & set(path)
    }
    assert len(found.outermost) == len(outermost)
    assert np.all(np.diff(found.outermost) > 0)
