"""Names of functions as sentences have them."""

from __future__ import annotations

import pytest

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.patterns.wording import label, where
from perfview.profiles.study import Study
from tests.profiles.building import profile


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("parse_row", "parse_row"),
        ("{built-in method builtins.sum}", "sum"),
        ("<built-in method time.sleep>", "time.sleep"),
        ("{method 'match' of 're.Pattern' objects}", "re.Pattern.match"),
        ("encoding/json.(*Decoder).Decode", "json.(*Decoder).Decode"),
        ("github.com/acme/shop/cart.Add", "cart.Add"),
        ("(anonymous app.js:12)", "(anonymous app.js:12)"),
        ("(garbage collector)", "(garbage collector)"),
        ("std::sort(int*, int*)", "std::sort"),
        ("com.example.Parser.parse_[j]", "com.example.Parser.parse"),
    ],
)
def test_labels(name: str, told: str) -> None:
    study = profile(name)
    assert label(study, 0) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [("JS:*parse /app/rows.js:12:7", "parse"), ("JS:^ /app/rows.js:1:1", "(anonymous)")],
)
def test_scripts_as_v8_names_them_for_perf(name: str, told: str) -> None:
    builder = ProfileBuilder([("samples", "count")])
    builder.function(name)
    assert label(Study(builder.finish()), 0) == told


def test_long_names_are_cut() -> None:
    assert label(profile("x" * 200), 0) == "x" * 59 + "…"


def test_places() -> None:
    assert where(profile("run@/srv/app/rows.py:12"), 0) == "run, rows.py:12"
    assert where(profile("(anonymous app.js:12)@/srv/app.js:12 1"), 0) == "(anonymous app.js:12)"
    assert where(profile("run"), 0) == "run"
