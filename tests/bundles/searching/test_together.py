from __future__ import annotations

from perfview.bundles.searching.together import together
from tests.bundles.building import BundleBuilder
from tests.bundles.searching.apps import MODULES, shop


def saved(made: BundleBuilder) -> int:
    found = together(made.study())
    return found.outcome.saved_initial if found is not None else 0


WAITING = 2_000 + 200_000 + 1_000 + 300_000
"""The page for settings with what it brings in, and the feature for a click."""


def test_nothing_is_counted_twice() -> None:
    made = shop()
    assert saved(made) == WAITING
    # A second copy below what waits anyway is no second saving of the start.
    for folder in (
        f"{MODULES}/jspdf/node_modules/pako",
        f"{MODULES}/@mui/material/node_modules/pako",
    ):
        made.module(f"{folder}/index.js", 10_000, chunk="main")
        made.imports(f"{folder.rpartition('/node_modules')[0]}/index.js", f"{folder}/index.js")
    assert saved(made) == WAITING + 20_000


def test_collections_and_polyfills_count() -> None:
    made = shop()
    made.module("src/i18n.js", 500, chunk="main")
    made.imports("src/index.jsx", "src/i18n.js")
    for number in range(20):
        path = f"src/locales/{'abcde'[number // 4]}{'abcd'[number % 4]}.json"
        made.module(path, 5_000, chunk="main", kind="data")
        made.imports("src/i18n.js", path)
    assert saved(made) == WAITING + 100_000
    made.module(f"{MODULES}/core-js/index.js", 40_000, chunk="main")
    made.imports("src/index.jsx", f"{MODULES}/core-js/index.js")
    assert saved(made) == WAITING + 140_000


def test_without_imports_there_is_nothing_to_change() -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 900_000, chunk="main", entry=True)
    assert together(made.study()) is None
