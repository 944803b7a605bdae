"""Builds with planted flaws, by hand."""

from __future__ import annotations

from tests.bundles.building import BundleBuilder

MODULES = "node_modules"


def shop() -> BundleBuilder:
    """A page whose router loads one rare page plainly, and a feature for a click below the first
    page; React and a router are what all of it needs."""
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("users", parents=("main",))
    for path, size in (
        ("src/index.jsx", 500),
        ("src/App.jsx", 2_000),
        ("src/routes/Home.jsx", 3_000),
        ("src/routes/Settings.jsx", 2_000),
        ("src/features/export.js", 1_000),
        ("src/theme.js", 30_000),
        (f"{MODULES}/react/index.js", 8_000),
        (f"{MODULES}/react-dom/index.js", 130_000),
        (f"{MODULES}/react-router-dom/index.js", 40_000),
        (f"{MODULES}/jspdf/index.js", 300_000),
        (f"{MODULES}/@mui/material/index.js", 200_000),
    ):
        made.module(path, size, chunk="main", entry=path == "src/index.jsx")
    made.module("src/routes/Users.jsx", 5_000, chunk="users")
    made.imports("src/index.jsx", "src/App.jsx", f"{MODULES}/react-dom/index.js", "src/theme.js")
    made.imports("src/App.jsx", "src/routes/Home.jsx", "src/routes/Settings.jsx", line=7)
    made.imports("src/App.jsx", f"{MODULES}/react-router-dom/index.js")
    made.lazily("src/App.jsx", "src/routes/Users.jsx")
    made.imports("src/routes/Home.jsx", "src/features/export.js", "src/theme.js", line=4)
    made.imports("src/features/export.js", f"{MODULES}/jspdf/index.js")
    made.imports("src/routes/Settings.jsx", f"{MODULES}/@mui/material/index.js")
    for each in ("Home", "Settings", "Users"):
        made.imports(f"src/routes/{each}.jsx", f"{MODULES}/react/index.js")
    made.imports(f"{MODULES}/react-dom/index.js", f"{MODULES}/react/index.js")
    return made


def barrel(bundler: str = "webpack", *, told: bool = True) -> BundleBuilder:
    """A barrel of ten parts, one used at start, one heavy used by a later page; `told`: the bundler
    says which are used by anybody."""
    made = BundleBuilder(bundler)
    made.chunk("main", initial=True)
    made.chunk("docs", parents=("main",))
    made.module("src/index.js", 500, chunk="main", entry=True)
    made.module("src/Docs.js", 500, chunk="docs")
    made.module("src/parts/index.js", 400, chunk="main")
    made.module(f"{MODULES}/highlight.js/index.js", 90_000, chunk="main")
    made.imports("src/index.js", "src/parts/index.js")
    made.lazily("src/index.js", "src/Docs.js")
    for part in range(10):
        path = f"src/parts/part{part}.js"
        made.module(path, 5_000, chunk="main")
        made.imports("src/parts/index.js", path)
        if told:
            made.imports("src/parts/index.js", path, kind="re-export", active=part < 1)
    made.imports("src/parts/part9.js", f"{MODULES}/highlight.js/index.js")
    return made
