"""Bundles for the tests of what is shown, and documents that hold them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from perfview.ui.workspace.document import Document, State
from tests.bundles.building import BundleBuilder


def small_bundle():
    """``main`` holds own code, two copies of lodash and react; ``later`` holds chart.js. 400 bytes
    of main belong to no module, and one module does not ship."""
    made = BundleBuilder()
    made.chunk("main", initial=True, size=20_400, gzip=6_000)
    made.chunk("later", size=5_000, gzip=2_000, parents=("main",))
    made.module("src/index.js", 3000, chunk="main", entry=True, shipped=2000)
    made.module("src/pages/Home.jsx", 4000, chunk="main", shipped=3000)
    made.module("src/pages/About.jsx", 900, chunk="main", shipped=500)
    made.module("src/unused.js", 9000)
    made.module("node_modules/lodash/lodash.js", 9000, chunk="main", shipped=6000)
    made.module("node_modules/react/cjs/react.js", 5000, chunk="main", shipped=4000)
    made.module("node_modules/react/cjs/more.js", 700, chunk="main", shipped=500)
    old = "node_modules/old/node_modules/lodash/lodash.js"
    made.module(old, 5000, chunk="main", shipped=4000)
    made.module("node_modules/chart.js/dist/chart.js", 8000, chunk="later", shipped=5000)
    made.imports("src/index.js", "src/pages/Home.jsx", "node_modules/lodash/lodash.js")
    made.imports("src/pages/Home.jsx", "node_modules/react/cjs/react.js", "src/pages/About.jsx")
    made.imports("node_modules/react/cjs/react.js", "node_modules/react/cjs/more.js", old)
    made.lazily("src/pages/Home.jsx", "node_modules/chart.js/dist/chart.js")
    return made


def document_of(study):
    """A document that has been read."""
    made = Document(Path("stats.json"))
    made.opened = SimpleNamespace(
        study=study,
        report=study.report,
        advice=None,
        identity=SimpleNamespace(kind="bundles"),
        baseline=None,
    )
    made.state = State.READY
    return made
