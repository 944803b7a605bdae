"""Addresses as sentences and groups have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.traces.browser.addresses import (
    is_favicon,
    parts_of,
    query_names,
    query_values,
    short,
    site_of,
    template,
)

PAGE = "https://shop.test/start"


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://a.b.example.co.uk/", "example.co.uk"),
        ("https://example.io", "example.io"),
        ("http://localhost:80/x", "localhost"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[::1]:8080/", "::1"),
        ("data:text/plain,x", ""),
        ("http://[", ""),
    ],
)
def test_the_site_an_address_belongs_to(url: str, site: str) -> None:
    assert site_of(url) == site


def test_names_for_sentences_and_groups() -> None:
    assert short("https://shop.test/orders/7?x=1", PAGE) == "/orders/7"
    assert short("https://cdn.test/a.js", PAGE) == "cdn.test/a.js"
    assert template("https://shop.test/orders/7?x=1", PAGE) == "/orders/{id}"
    assert template("https://api.test/orders/7", PAGE) == "api.test/orders/{id}"
    assert query_names("/a?b=1&a=2&b=3&&c") == ("a", "b", "c")
    assert query_values("/a?b=1&b=2&c") == {"b": "2", "c": ""}
    assert is_favicon("https://shop.test/favicon.ico?v=2")
    assert not is_favicon("https://shop.test/icons/favicon.ico.js")


@given(st.text())
def test_nothing_that_is_no_address_breaks_them(text: str) -> None:
    parts_of(text)
    site_of(text)
    short(text, PAGE)
    template(text, PAGE)
    query_values(text)
