"""Transforms in words, and as text that other recordings understand."""

from __future__ import annotations

import pytest

from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.profiles.transforms.words import (
    TransformError,
    breadcrumb,
    parse_transform,
    parse_transforms,
    sentence,
    text_of,
)
from tests.profiles.building import profile


@pytest.fixture
def study() -> Study:
    return profile("main@app.js:1;run@app.js:9;parse@json.js:3 2", "main@app.js:1;parse@b.js:7 1")


def one_of_each() -> list[Transform]:
    texts = {Change.COLLAPSE_MODULE: "lodash", Change.ONLY_MATCHING: "kind=own or file~x"}
    of_stack = {Change.FOCUS_SUBTREE, Change.MERGE_SUBTREE}
    free = {Change.COLLAPSE_ALL_RECURSION, Change.HIDE_LIBRARIES, Change.FOLD_LIBRARIES, *texts}
    return [
        Transform(
            change,
            function=-1 if change in of_stack | free else 2,
            stack=2 if change in of_stack else -1,
            text=texts.get(change, ""),
        )
        for change in Change
    ]


@pytest.mark.parametrize("transform", one_of_each(), ids=lambda t: str(t.change))
def test_text_comes_back_as_the_same_transform(study: Study, transform: Transform) -> None:
    assert parse_transform(study, text_of(study, transform)) == transform
    for words in (sentence(study, transform), breadcrumb(study, transform)):
        assert words[0].isupper()
        assert "{" not in words
    assert len(breadcrumb(study, transform)) <= len(sentence(study, transform))


def test_words(study: Study) -> None:
    merge = Transform(Change.MERGE_FUNCTION, 2)
    assert breadcrumb(study, merge) == "Merge parse"
    assert sentence(study, merge) == "Merge parse into its callers"
    assert breadcrumb(study, Transform(Change.FOCUS_SUBTREE, stack=1)) == "Focus on run here"
    assert text_of(study, merge) == "merge-function:parse@json.js:3"
    way = text_of(study, Transform(Change.FOCUS_SUBTREE, stack=1))
    assert way == "focus-subtree:main@app.js:1;run@app.js:9"


def test_names_are_told_apart_by_file_and_found_when_it_moved(study: Study) -> None:
    second = Transform(Change.DROP_FUNCTION, 3)
    assert parse_transform(study, "drop-function:parse@b.js:7") == second
    assert parse_transform(study, "drop-function:parse@gone.js:1").function in (2, 3)
    assert parse_transform(study, "drop-function:parse").function in (2, 3)


def test_another_recording_has_other_numbers(study: Study) -> None:
    other = profile("parse@json.js:3 1", "main@app.js:1;run@app.js:9 4")
    texts = [text_of(study, t) for t in one_of_each()[:3]]
    assert [t.function for t in parse_transforms(other, texts)] == [0, 0, 0]


def test_signs_within_names_are_kept_apart() -> None:
    odd = profile("operator@x;a\\b@odd.cpp:3 1")
    name = odd.model.strings[int(odd.model.functions.name[0])]
    assert name == "operator"
    study = profile("main@weird\\file.js:4 1")
    drop = Transform(Change.DROP_FUNCTION, 0)
    assert text_of(study, drop) == "drop-function:main@weird\\\\file.js:4"
    assert parse_transform(study, text_of(study, drop)) == drop


def test_frames_that_transforms_made_are_in_no_other_recording(study: Study) -> None:
    merge = Transform(Change.MERGE_FUNCTION, len(study.model.functions))
    assert breadcrumb(study, merge) == "Merge the frame"
    with pytest.raises(TransformError, match="made"):
        text_of(study, merge)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("shrink:main", "no transform “shrink”"),
        ("drop-function:nobody", "called “nobody”"),
        ("drop-function:", "name should follow"),
        ("focus-subtree:run@app.js:9", "goes this way"),
        ("focus-subtree:", "should follow"),
        ("only-matching:", "followed by"),
    ],
)
def test_what_makes_no_sense_is_said(study: Study, text: str, why: str) -> None:
    with pytest.raises(TransformError, match=why):
        parse_transform(study, text)
