"""Texts that follow a template."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.templates import follow
from perfview.recording.strings import StringTable

NESTED = "# / key (* @#) -> (* @#) in (table @#)"
_PLAIN = re.compile(r"[0-9]+( / key \(.*? @[0-9]+\) -> \(.*? @[0-9]+\) in \(table @([0-9]+)\))")
_LINES = re.compile("[\n\r\u2028\u2029]")


def found(texts: list[str], template: str) -> list[tuple[str, int, str]]:
    """The texts that follow, their last numbers, and what comes after their first piece."""
    table = StringTable.of(texts)
    following = follow(table.arena, table.offsets, template)
    rests = [
        table.arena[begin : table.offsets[text + 1]].tobytes().decode()
        for text, begin in zip(following.text.tolist(), following.rest.tolist(), strict=True)
    ]
    words = [texts[text] for text in following.text.tolist()]
    return list(zip(words, following.number.tolist(), rests, strict=True))


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "1",
                    "23",
                    " / key (",
                    " @",
                    "5",
                    ") -> (",
                    ") in (table @",
                    ")",
                    "a",
                    "é",
                    "\n",
                    "\u2028",
                ]
            ),
            max_size=16,
        ).map("".join)
    )
)
def test_it_matches_as_a_regular_expression_does(texts: list[str]) -> None:
    texts += [f"7 / key (A{text} @1) -> (B @2) in (table @31)" for text in texts]
    wanted = [
        (text, int(match[2]), match[1])
        for text in texts
        if not _LINES.search(text) and (match := _PLAIN.fullmatch(text))
    ]
    assert found(texts, NESTED) == wanted


def test_without_wildcards_it_finds_just_the_text() -> None:
    texts = ["", "elements", "element", "elements2", "elements", "Elements"]
    assert [text for text, *_ in found(texts, "elements")] == ["elements", "elements"]


def test_more_texts_than_first_thought_of_are_all_found() -> None:
    texts = [f"{k} @{k}" for k in range(10_000)]
    assert [number for _, number, _ in found(texts, "# @#")] == list(range(10_000))


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("9223372036854775806", 9223372036854775806),
        ("9223372036854775808", (1 << 63) - 1),
        ("1" * 400, (1 << 63) - 1),
    ],
)
def test_numbers_too_great_become_the_greatest(digits: str, number: int) -> None:
    assert found([f"@{digits}"], "@#") == [(f"@{digits}", number, digits)]
