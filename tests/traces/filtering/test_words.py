"""Finding texts and spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfview.recording.strings import StringTable
from perfview.traces.filtering.words import spans_with, texts_with
from tests.ui.traces.showing import shop

words = st.text(alphabet="abAB é√", max_size=6)


@given(st.lists(words, max_size=8), words)
def test_texts_are_found_as_a_slow_search_finds_them(texts, wanted):
    found = texts_with(StringTable.of(texts), wanted)
    slow = [bool(wanted) and wanted.casefold() in text.casefold() for text in texts]
    assert found.tolist() == slow


def test_a_match_does_not_reach_from_one_text_into_the_next():
    assert not texts_with(StringTable.of(["ab", "cd"]), "bc").any()


def test_spans_are_found_by_any_of_their_texts():
    model = shop(2).model()
    assert spans_with(model, "postgres").sum() == 10
    assert spans_with(model, "where id").sum() == 10
    assert spans_with(model, "shop").sum() == 12
    assert spans_with(model, "no such thing").sum() == 0
