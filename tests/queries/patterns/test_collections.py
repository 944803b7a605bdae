"""Indexes of MongoDB, read from what is asked."""

from __future__ import annotations

import pytest

from perfview.queries.patterns.collections import index_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("db.docs.find({foo: ?})", "foo: 1"),
        ('db.docs.find({foo: ?}).sort({"bar": desc})', "foo: 1, bar: -1"),
        ('db.docs.find({foo: {$in: [?]}, a.b: ?}).sort({"foo": asc})', "foo: 1, a.b: 1"),
        ("db.docs.find({$or: [{a: ?}]})", ""),
        ("db.docs.find({})", ""),
        ("db.docs.insert()", ""),
        ("SELECT 1", ""),
    ],
)
def test_compared_fields_come_first_then_the_order(text: str, keys: str) -> None:
    assert index_keys(text) == keys
