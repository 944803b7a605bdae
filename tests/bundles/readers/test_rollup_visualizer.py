"""rollup-plugin-visualizer's raw data, alone and in its page."""

from __future__ import annotations

import gzip
import json

import pytest

from perfview.bundles.model import DYNAMIC, RENDERED, RUNTIME, SHIPPED
from tests.bundles.readers.sampling import (
    CORPUS,
    edges,
    entries,
    initial,
    names,
    opened,
    placed,
    sample,
)


def test_lengths_entries_and_dynamic_imports() -> None:
    told = json.loads(sample("rollup.visualizer.json"))
    model, report = opened(sample("rollup.visualizer.json"), "rollup-visualizer")
    lengths = sum(part["renderedLength"] for part in told["nodeParts"].values())
    assert sum(placed(model).values()) == lengths
    assert model.measured == RENDERED
    assert entries(model) == ["index.html"]
    assert report.complete
    assert ("src/main.js", "src/lazy.js", DYNAMIC) in edges(model)
    assert len(initial(model)) == 1
    assert "lazy" not in next(iter(initial(model)))


def test_the_page_holds_the_same() -> None:
    page, _ = opened(sample("rollup.visualizer.html"), "bundle-report-page")
    data, _ = opened(sample("rollup.visualizer.json"))
    assert placed(page) == placed(data)
    assert edges(page) == edges(data)


def _raw(metas: dict[str, dict[str, object]], **options: bool) -> bytes:
    parts = {
        f"p{uid}": {"renderedLength": 10, "gzipLength": 5, "brotliLength": 0, "metaUid": uid}
        for uid in metas
    }
    whole = {
        "version": 2,
        "tree": {"name": "root", "children": [{"name": "a.js"}, {"name": "lazy.js"}]},
        "nodeParts": parts,
        "nodeMetas": metas,
        "env": {"rollup": "4.0.0"},
        "options": {"gzip": True, "brotli": False, "sourcemap": False, **options},
    }
    return json.dumps(whole).encode()


def _meta(uid: str, path: str, chunk: str, *asks: tuple[str, bool], **more: bool) -> object:
    return {
        "id": path,
        "moduleParts": {chunk: f"p{uid}"} if chunk else {},
        "imported": [{"uid": to, "dynamic": later} for to, later in asks],
        "importedBy": [],
        **more,
    }


def test_what_commonjs_makes_of_a_file_counts_with_the_file() -> None:
    metas = {
        "1": _meta("1", "/src/a.js", "a.js", ("2", False), ("5", False), isEntry=True),
        "2": _meta("2", "\0/node_modules/x/i.js?commonjs-proxy", "a.js", ("3", False)),
        "3": _meta("3", "/node_modules/x/i.js", "a.js", ("4", False)),
        "4": _meta("4", "\0/node_modules/x/i.js?commonjs-module", "a.js"),
        "5": _meta("5", "\0commonjsHelpers.js", "a.js"),
    }
    model, _ = opened(_raw(metas))
    assert placed(model) == {
        "src/a.js": 10,
        "node_modules/x/i.js": 30,
        "commonjsHelpers.js": 10,
    }
    assert model.modules.kind[names(model).index("commonjsHelpers.js")] == RUNTIME
    assert ("src/a.js", "node_modules/x/i.js", 0) in edges(model)


def test_a_lazy_chunk_does_not_load_at_start_for_an_import_that_was_shaken() -> None:
    metas = {
        "1": _meta("1", "/src/a.js", "a.js", ("2", True), ("3", False), isEntry=True),
        "2": _meta("2", "/src/lazy.js", "lazy.js", ("3", False)),
        "3": _meta("3", "/src/used-there.js", "lazy.js"),
    }
    model, _ = opened(_raw(metas))
    assert initial(model) == {"a.js"}


def test_lengths_by_map_are_shipped_and_imports_of_nothing_are_told() -> None:
    metas = {"1": _meta("1", "/src/a.js", "a.js", ("9", False), isEntry=True)}
    model, report = opened(_raw(metas, sourcemap=True))
    assert model.measured == SHIPPED
    oddity = report.find("unknown-module")
    assert oddity is not None
    assert oddity.count == 1


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus")
@pytest.mark.parametrize("name", ["vite7.visualizer", "vite8.visualizer"])
def test_the_corpus_adds_up(name: str) -> None:
    data = gzip.decompress((CORPUS / "base" / f"{name}.json.gz").read_bytes())
    told = json.loads(data)
    model, _ = opened(data, "rollup-visualizer")
    lengths = sum(part["renderedLength"] for part in told["nodeParts"].values())
    assert int(model.placements.bytes.sum()) == lengths
    assert entries(model) == ["src/index.html"]
    assert not any("Docs" in file for file in initial(model))
