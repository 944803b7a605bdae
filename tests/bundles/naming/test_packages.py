"""Packages of paths, by every layout of installed packages."""

from __future__ import annotations

import pytest

from perfview.bundles import model
from perfview.bundles.naming.kinds import asset_kind, module_kind
from perfview.bundles.naming.packages import PackagePath, package_of, packages_of

_CASES = {
    "node_modules/react/index.js": ("react", "node_modules/react", ""),
    "node_modules/@mui/material/Button/index.js": (
        "@mui/material",
        "node_modules/@mui/material",
        "",
    ),
    "node_modules/a/node_modules/b/c.js": ("b", "node_modules/a/node_modules/b", ""),
    "../../node_modules/x/y.js": ("x", "../../node_modules/x", ""),
    "node_modules/.pnpm/react-dom@18.2.0_react@18.1.0/node_modules/react-dom/i.js": (
        "react-dom",
        "node_modules/.pnpm/react-dom@18.2.0_react@18.1.0/node_modules/react-dom",
        "18.2.0",
    ),
    "node_modules/.pnpm/@babel+runtime@7.24.0/node_modules/@babel/runtime/h.js": (
        "@babel/runtime",
        "node_modules/.pnpm/@babel+runtime@7.24.0/node_modules/@babel/runtime",
        "7.24.0",
    ),
    ".yarn/cache/lodash-npm-4.17.21-6382451519-8.zip/node_modules/lodash/x.js": (
        "lodash",
        ".yarn/cache/lodash-npm-4.17.21-6382451519-8.zip/node_modules/lodash",
        "4.17.21",
    ),
    "node_modules/_moment@2.29.4@moment/moment.js": (
        "moment",
        "node_modules/_moment@2.29.4@moment",
        "2.29.4",
    ),
    "node_modules/.pnpm/vue@3.4.0-beta.1(typescript@5.0.0)/node_modules/vue/d.js": (
        "vue",
        "node_modules/.pnpm/vue@3.4.0-beta.1(typescript@5.0.0)/node_modules/vue",
        "3.4.0-beta.1",
    ),
}


@pytest.mark.parametrize(("path", "found"), _CASES.items())
def test_a_package_is_the_folder_below_node_modules(path: str, found: tuple[str, str, str]) -> None:
    """Nested, scoped, pnpm's, yarn's and cnpm's folders."""
    assert package_of(path) == PackagePath(*found)


@pytest.mark.parametrize(
    "path",
    [
        "provide shared module (default) a@1.0.0 = ./node_modules/a/index.js",
        "src/a.js",
        "node_modules",
        "node_modules/",
        "my_node_modules/a/b.js",
        "@x/y",
        "",
    ],
)
def test_own_code_has_none(path: str) -> None:
    """Nor have folders that are only called alike."""
    assert package_of(path) is None


def test_one_row_a_folder() -> None:
    """The same package nested twice has two rows."""
    paths = ["node_modules/b/x.js", "src/a.js", "node_modules/a/node_modules/b/x.js"]
    found = packages_of([*paths, "node_modules/b/lib/y.js"])
    assert found.package.tolist() == [0, model.OWN_CODE, 1, 0]
    assert [each.name for each in found.packages] == ["b", "b"]


def test_kinds_follow_from_suffixes() -> None:
    """A query behind the path does not matter."""
    assert module_kind("src/a.vue?vue&type=script") == model.JAVASCRIPT
    assert module_kind("a.SCSS") == model.STYLE
    assert module_kind("b.json") == model.DATA
    assert module_kind("LICENSE") == model.OTHER
    assert asset_kind("main.1234.js.map") == model.MAP
    assert asset_kind("x/y.css") == model.STYLE_SHEET
