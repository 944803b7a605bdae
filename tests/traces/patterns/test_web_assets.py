"""Addresses taken apart: their files' endings and names."""

from __future__ import annotations

import pytest

from perfview.traces.patterns.web_assets import extension, path_of


@pytest.mark.parametrize(
    ("address", "ending"),
    [
        ("https://a.test/app.JS?v=1.png", "js"),
        ("https://a.test/app.3f2a1b.css#x", "css"),
        ("/clients/info/0.json", "json"),
        ("app.js", "js"),
        ("https://a.test", ""),
        ("https://a.test/", ""),
        ("https://a.test?x=/y.png", ""),
        ("https://a.test/v1.2", ""),
        ("https://a.test/v1.2/list", ""),
        ("https://a.test/.env", ""),
        ("https://a.test/x.verylongending", ""),
        ("https://a.test/x.", ""),
        ("https://user:word@a.test/x.svg", "svg"),
        ("", ""),
    ],
)
def test_extension(address: str, ending: str) -> None:
    assert extension(address) == ending


def test_a_name_has_neither_scheme_nor_credentials_nor_query() -> None:
    assert path_of("https://user:word@a.test/x/app.js?v=1#top") == "a.test/x/app.js"
    assert path_of("/x/app.js#top?v=1") == "/x/app.js"
