"""The filter language on objects, classes, differences and repeated texts."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.filtering.grammar import FilterError, parse
from perfview.heaps.filtering.tables import (
    FILTERS,
    asks_of_objects,
    classes_that,
    differences_that,
    objects_that,
    repeated_texts_that,
)
from perfview.heaps.filtering.words import texts_with
from perfview.heaps.tables import TABLES
from perfview.recording.strings import StringTable
from tests.heaps.building import HeapBuilder


def heap():
    """A store of two sessions, one of them detached, and a text that is there twice."""
    made = HeapBuilder()
    store = made.held(made.globals, "store", "object", "Store", 100)
    for number in range(2):
        session = made.held(store, f"s{number}", "object", "Session", 1_000 * (number + 1))
        made.held(session, "title", "string", "the same", 40)
    page = made.node("native", "<div class=a>", 80, detachedness=2)
    made.edge(store, "property", "page", page)
    return made


def found(study, text):
    rows = np.flatnonzero(objects_that(study, parse(text)))
    return [study.name_of(int(row)) for row in rows]


def classes(study, text):
    return [study.classes.name[k] for k in np.flatnonzero(classes_that(study, parse(text)))]


def test_objects_by_their_class_name_size_and_number():
    study = heap().study()
    number = int(study.graph.nodes.id[4])
    assert found(study, "session") == ["Session", "Session"]
    assert found(study, "class=Session self>1500") == ["Session"]
    assert found(study, "SAME") == ["the same", "the same"]
    assert found(study, f"@{number}") == ["Session"]
    assert found(study, f"id={number} retained>1kB") == ["Session"]
    assert found(study, "kind=native") == found(study, "detached=true") == ["<div class=a>"]
    assert len(found(study, "-session")) == len(study.graph) - 2
    assert found(study, 'name~"^the s"') == ["the same", "the same"]


def test_classes_by_their_own_numbers_and_by_what_their_objects_are():
    study = heap().study()
    assert classes(study, "sess") == ["Session"]
    assert classes(study, "count>=2 self>2kB") == ["Session"]
    assert classes(study, f"@{int(study.graph.nodes.id[4])}") == ["Session"]
    assert classes(study, "detached=true") == ["Detached <div>"]
    assert asks_of_objects(parse("count>1 or detached=true"))
    assert not asks_of_objects(parse("count>1 not retained>1MB"))


def test_fields_may_be_called_as_the_columns_of_the_exported_table():
    study = heap().study()
    assert found(study, "self_bytes>1500") == found(study, "self_size>1500") == ["Session"]
    assert found(study, "retained_bytes>1kB") == found(study, "retained>1kB")
    assert found(study, "detachedness=detached") == ["<div class=a>"]
    assert classes(study, "self_bytes>2kB") == classes(study, "self>2kB")


def test_what_no_field_is_called_is_said():
    study = heap().study()
    with pytest.raises(FilterError, match="retained"):
        objects_that(study, parse("size>1"))
    with pytest.raises(FilterError, match="earlier snapshot"):
        objects_that(study, parse("new=true"))


def test_new_objects_are_those_the_baseline_does_not_have():
    study = heap().study()
    study.baseline = heap().study()
    more = heap()
    more.held(3, "late", "object", "Late", 500)
    later = more.study()
    later.baseline = heap().study()
    assert found(study, "new=true") == []
    assert found(later, "new=true") == ["Late"]
    assert classes(later, "new=true") == ["Late"]
    rows = np.flatnonzero(differences_that(later, parse("new>0 size<1kB")))
    assert [later.classes.name[row] for row in rows] == ["Late"]


def test_repeated_texts_by_what_they_say():
    study = heap().study()
    assert repeated_texts_that(study, parse("same count=2")).tolist() == [True]
    assert repeated_texts_that(study, parse("text=other")).tolist() == [False]


@pytest.mark.parametrize("table", sorted(FILTERS))
def test_filters_are_about_the_rows_that_are_exported(table):
    study = heap().study()
    columns = TABLES[table](study)
    mask = FILTERS[table](study, parse("session"))
    names = columns["class" if table == "nodes" else "name"]
    assert len(mask) == len(names)
    assert {names[int(row)] for row in np.flatnonzero(mask)} == {"Session"}


def test_words_do_not_run_across_texts_or_blocks():
    strings = StringTable.of(
        ["ab", "cd", "x" * (1 << 19), "needle" + "y" * (1 << 19), "Needle", ""]
    )
    assert texts_with(strings, "bc").tolist() == [False] * 6
    assert texts_with(strings, "needle").tolist() == [False, False, False, True, True, False]
    assert texts_with(strings, "").all()
