"""Functions of one profile found again in another."""

from __future__ import annotations

import pytest

from perfview.profiles.comparing.matching import match_functions
from perfview.profiles.study import Study
from tests.profiles.building import profile


def partners(before: Study, after: Study) -> dict[str, str | None]:
    """Each function before as ``name:line``, and what it is afterwards."""
    matching = match_functions(before.model, after.model)
    assert len(matching) == matching.after + len(matching.only_before)
    lines = [study.model.functions.line.tolist() for study in (before, after)]
    return {
        f"{before.name_of(f)}:{lines[0][f]}": (
            f"{after.name_of(at)}:{lines[1][at]}" if at < matching.after else None
        )
        for f, at in enumerate(matching.of_before.tolist())
    }


def test_lines_may_shift() -> None:
    found = partners(profile("parse@a.py:10;read@b.py:3"), profile("read@b.py:90;parse@a.py:12"))
    assert found == {"parse:10": "parse:12", "read:3": "read:90"}


def test_the_same_name_in_another_file_is_another_function() -> None:
    matching = match_functions(profile("run@a.py:1").model, profile("run@b.py:5").model)
    assert matching.only_before.tolist() == [0]


def test_methods_of_one_name_keep_their_order() -> None:
    before = profile("get@a.py:10;get@a.py:50")
    after = profile("get@a.py:14;get@a.py:31;get@a.py:57")
    assert partners(before, after) == {"get:10": "get:14", "get:50": "get:57"}


@pytest.mark.parametrize("line", [12, 19])
def test_anonymous_functions_are_told_by_file_and_nearest_line(line: int) -> None:
    before = profile(f"(anonymous app.js:{line})@src/app.js:{line};(anonymous b.js:4)@src/b.js:4 1")
    after = profile("(anonymous app.js:15)@src/app.js:15;(anonymous app.js:400)@src/app.js:400 1")
    found = partners(before, after)
    assert found[f"(anonymous app.js:{line}):{line}"] == "(anonymous app.js:15):15"
    assert found["(anonymous b.js:4):4"] is None


def test_the_other_functions_of_a_file_tell_how_far_lines_moved() -> None:
    before = "load@a.js:3;(anonymous a.js:6)@a.js:6;rank@a.js:7;(anonymous a.js:10)@a.js:10 1"
    after = "load@a.js:6;rank@a.js:11;(anonymous a.js:14)@a.js:14 1"
    found = partners(profile(before), profile(after))
    assert found["(anonymous a.js:10):10"] == "(anonymous a.js:14):14"
    assert found["(anonymous a.js:6):6"] is None
    both = f"{after};(anonymous a.js:10)@a.js:10 1".replace(" 1;", ";")
    found = partners(profile(before), profile(both))
    assert found["(anonymous a.js:6):6"] == "(anonymous a.js:10):10"


def test_another_folder_is_the_same_file() -> None:
    found = partners(profile("f@/home/a/app/x.py:3"), profile("f@C:\\build\\x.py:4"))
    assert found == {"f:3": "f:4"}


def test_a_profile_without_files_matches_by_name() -> None:
    found = partners(profile("main;parse"), profile("main@m.py:1;parse@p.py:7"))
    assert found == {"main:0": "main:1", "parse:0": "parse:7"}


def test_what_only_one_has_stands_alone() -> None:
    matching = match_functions(profile("a;b").model, profile("b;c").model)
    assert matching.of_before.tolist() == [2, 0]
    assert (matching.after, matching.only_before.tolist()) == (2, [0])
