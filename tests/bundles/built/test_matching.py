"""Which module a source of a map is."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.bundles.built.matching import Matcher, Modules
from tests.bundles.building import BundleBuilder

PATHS = (
    "src/app.jsx",
    "src/index.js",
    "src/pages/[id].jsx",
    "src/a b.js",
    "packages/ui/src/button.ts",
    "node_modules/rxjs/dist/esm5/internal/of.js",
    "node_modules/rxjs/dist/esm5/internal/util/of.js",
    "node_modules/dompurify/dist/purify.js",
    "node_modules/@s/c/index.js",
    "node_modules/d/node_modules/@s/c/index.js",
    "node_modules/d/index.js",
)


def _found(source: str, only: tuple[str, ...] = PATHS) -> str:
    built = BundleBuilder()
    for path in PATHS:
        built.module(path)
    model = built.model()
    placed = np.array([path in only for path in PATHS])
    row = int(Matcher(Modules(model), placed).rows([source])[0])
    return PATHS[row] if row >= 0 else ""


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("webpack://shop/./src/app.jsx", "src/app.jsx"),
        ("webpack://shop/src/app.jsx?1f3c", "src/app.jsx"),
        ("webpack:///./src/app.jsx", "src/app.jsx"),
        ("webpack:///src/app.jsx", "src/app.jsx"),
        ("../../src/app.jsx", "src/app.jsx"),
        ("../../../src/a%20b.js", "src/a b.js"),
        ("/home/ci/shop/src/app.jsx", "src/app.jsx"),
        ("C:\\shop\\src\\app.jsx", "src/app.jsx"),
        ("file:///home/ci/shop/src/app.jsx", "src/app.jsx"),
        ("webpack://shop/./src/pages/[id].jsx", "src/pages/[id].jsx"),
        ("../src/button.ts", "packages/ui/src/button.ts"),
        ("../node_modules/@s/c/index.js", "node_modules/@s/c/index.js"),
        (
            "../node_modules/d/node_modules/@s/c/index.js",
            "node_modules/d/node_modules/@s/c/index.js",
        ),
        (
            "../../node_modules/rxjs/src/internal/util/of.ts",
            "node_modules/rxjs/dist/esm5/internal/util/of.js",
        ),
        ("../node_modules/dompurify/src/utils.js", "node_modules/dompurify/dist/purify.js"),
        ("index.js", ""),
        ("other/index.js", ""),
        ("webpack://shop/webpack/bootstrap", ""),
        ("", ""),
        ("..", ""),
        ("node_modules/nobody/x.js", ""),
    ],
)
def test_sources(source: str, path: str) -> None:
    assert _found(source) == path


def test_of_two_copies_the_one_in_the_file_is_meant() -> None:
    nested = "node_modules/d/node_modules/@s/c/index.js"
    assert _found("../../node_modules/@s/c/index.js") == "node_modules/@s/c/index.js"
    assert _found("@s/c/index.js", (nested,)) == nested
