"""Addresses that differ only in ids are one question."""

from __future__ import annotations

import pytest

from perfview.traces.patterns.questions import masked


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/api/books?book_id=7", "/api/books"),
        ("http://stock:8080/items/42/left#top", "http://stock:8080/items/{id}/left"),
        ("http://stock7", "http://stock7"),
        ("http://stock7/", "http://stock7/"),
        ("/clients/3.json", "/clients/{id}"),
        ("/users/6f1c-0a9b", "/users/{id}"),
        ("GET stock/items/9", "GET stock/items/{id}"),
        ("", ""),
    ],
)
def test_ids_and_queries_are_taken_out(address: str, expected: str) -> None:
    assert masked(address) == expected
