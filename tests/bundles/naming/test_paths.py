"""Paths out of what bundlers call modules."""

from __future__ import annotations

import pytest

from perfview.bundles.naming.paths import clean_path, clean_paths, is_absolute, project_root

_CASES = {
    "./src/app.jsx": "src/app.jsx",
    "src/app.jsx": "src/app.jsx",
    "../shared/x.js": "../shared/x.js",
    "./src/index.jsx + 631 modules": "src/index.jsx",
    "./node_modules/css-loader/dist/cjs.js??ruleSet[1].rules[1]!./src/a.css": "src/a.css",
    "css ./node_modules/css-loader/dist/cjs.js!./src/a.css": "src/a.css",
    "javascript/auto|/p/src/page.js|rsc": "src/page.js",
    "/p/node_modules/x/cjs.js??use[0]!/p/src/i.jsx|2d42cb592a75b5fa4603aa3048ad7540": "src/i.jsx",
    "/p/src/index.js 890d12fb6ffbb9cf57fd310226ad1cb8": "src/index.js",
    "(rsc)/./src/page.js": "src/page.js",
    "\0/p/node_modules/react/index.js?commonjs-proxy": "node_modules/react/index.js",
    "\0commonjsHelpers.js": "commonjsHelpers.js",
    "webpack://app/./src/a.js": "app/src/a.js",
    "webpack:///./src/a.js": "src/a.js",
    "file:///p/src/a.js": "src/a.js",
    "./src/a.vue?vue&type=style&index=0": "src/a.vue",
    ".\\src\\a.js": "src/a.js",
    "C:\\app\\node_modules\\react\\index.js": "C:/app/node_modules/react/index.js",
    "\\\\?\\C:\\app\\a.js?x": "C:/app/a.js",
    'external "react"': 'external "react"',
    "webpack/runtime/jsonp chunk loading": "webpack/runtime/jsonp chunk loading",
    "data:text/javascript,a!b?c": "data:text/javascript,a!b?c",
    "/p/src/x/../y/./z.js": "src/y/z.js",
    "./my folder/(group)/page.js": "my folder/(group)/page.js",
    "/people/a.js": "/people/a.js",
    "./node_modules/moment/locale/ sync ^\\.\\/.*$": "node_modules/moment/locale/ sync ^\\.\\/.*$",
    "/p/node_modules/moment|sync": "node_modules/moment/ sync",
    "./src/pages lazy ^\\.\\/.*$ chunkName: p": "src/pages/ lazy ^\\.\\/.*$ chunkName: p",
    "ignored|/p/node_modules/a|./util.inspect": "node_modules/a/util.inspect (ignored)",
    "ignored|/p/node_modules/a/./util.inspect": "node_modules/a/util.inspect (ignored)",
    "./src/lazy/sync.js": "src/lazy/sync.js",
    "!!": "!!",
    "": "",
}


@pytest.mark.parametrize(("identifier", "path"), _CASES.items())
def test_the_path_is_what_remains_without_its_wrapping(identifier: str, path: str) -> None:
    """Loaders, types, layers, queries, addresses and Windows paths."""
    assert clean_path(identifier, "/p") == path


def test_modules_of_one_path_keep_what_tells_them_apart() -> None:
    """A query or a layer stays only where it is needed."""
    named = clean_paths(["./a.vue?vue&type=style", "./a.vue?vue&type=script", "./b.vue?vue"])
    assert named == ["a.vue?vue&type=style", "a.vue?vue&type=script", "b.vue"]
    assert clean_paths(["(rsc)/./p.js", "(ssr)/./p.js"]) == ["p.js (rsc)", "p.js (ssr)"]
    sheet, loaded = "css ./l.js!./a.css", "./a.css.webpack[x]!=!./node_modules/@x/l/c.js??r!./a.css"
    named = clean_paths([sheet, "./a.css", loaded])
    assert named == ["a.css", "a.css (script)", "a.css (@x/l)"]
    assert clean_paths(["a.js", "./a.js", "x"]) == ["a.js", "a.js (2)", "x"]
    assert clean_paths(["/a.js", "\0/a.js"]) == ["/a.js", "/a.js (virtual)"]


def test_the_project_is_where_its_packages_are_installed() -> None:
    """A monorepo's own folder, though some packages are installed further down."""
    paths = [
        "/w/node_modules/react/index.js",
        "/w/node_modules/a/node_modules/b/index.js",
        "/w/apps/web/src/index.js",
        "/w/apps/web/node_modules/c/index.js",
        "external",
    ]
    assert project_root(paths) == "/w"
    assert project_root(["C:/a/src/x.js", "C:/a/lib/y.js"]) == "C:/a"
    assert project_root(["src/x.js"]) == ""
    assert [is_absolute(path) for path in ("C:/x", "/x", "x:y")] == [True, True, False]
