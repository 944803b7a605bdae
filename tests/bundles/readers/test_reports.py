"""Reports of analyzers: vite-bundle-analyzer, webpack-bundle-analyzer, Sonda, source maps."""

from __future__ import annotations

import gzip
import json

import pytest

from perfview.bundles.model import DYNAMIC, SHIPPED
from perfview.recording.errors import UnreadableInput
from tests.bundles.readers.sampling import (
    CORPUS,
    edges,
    entries,
    files,
    initial,
    opened,
    placed,
    sample,
)


def test_vite_bundle_analyzer_json_and_page() -> None:
    told = {each["filename"]: each for each in json.loads(sample("vite.analyzer.json"))}
    model, _ = opened(sample("vite.analyzer.json"), "vite-bundle-analyzer")
    assert files(model) == {name: each["parsedSize"] for name, each in told.items()}
    assert model.measured == SHIPPED
    assert model.assets.gzip_bytes.max() == -1
    assert [name for name, each in told.items() if each["isEntry"]] == entries(model)
    assert initial(model) == set(entries(model))
    scripts = sum(each["parsedSize"] for name, each in told.items() if name.endswith(".js"))
    assert sum(placed(model).values()) == scripts
    page, _ = opened(sample("vite.analyzer.html"), "bundle-report-page")
    assert placed(page) == placed(model)


def test_what_vite_bundle_analyzer_calls_importers_is_what_is_imported() -> None:
    model, _ = opened(sample("vite.analyzer.json"))
    found = {(source, target) for source, target, _ in edges(model)}
    assert ("src/main.js", "node_modules/preact/dist/preact.mjs") in found
    assert not any(target == "src/main.js" for _, target in found)


def test_webpack_bundle_analyzer_json_and_page() -> None:
    model, report = opened(sample("webpack.analyzer.json"), "bundle-analyzer-report")
    assert files(model) == {"main.js": 13154, "876.js": 338}
    assert initial(model) == {"main.js"}
    assert entries(model) == ["main"]
    assert placed(model) == {"src/wmain.js": 13154, "src/wlazy.js": 231}
    assert report.find("no-imports")
    page, _ = opened(sample("webpack.analyzer.html"), "bundle-report-page")
    assert files(page)["main.js"] > 0
    assert initial(page) == {"main.js"}


def test_sonda() -> None:
    told = json.loads(sample("sonda.json"))
    model, _ = opened(sample("sonda.json"), "sonda")
    sizes = [r["uncompressed"] for r in told["resources"] if r["kind"] == "asset"]
    assert sorted(files(model).values()) == sorted(sizes)
    assert model.assets.gzip_bytes.min() > 0
    assert entries(model) == ["index.html"]
    assert len(initial(model)) == 1
    assert ("src/main.js", "src/lazy.js", DYNAMIC) in edges(model)


def test_source_map_explorer() -> None:
    told = json.loads(sample("source-map-explorer.json"))
    model, _ = opened(sample("source-map-explorer.json"), "source-map-explorer")
    known = [
        each["size"]
        for result in told["results"]
        for source, each in result["files"].items()
        if not source.startswith("[")
    ]
    assert sum(placed(model).values()) == sum(known)
    assert {"node_modules/nanoid/index.browser.js", "src/wlazy.js"} <= set(placed(model))


def test_a_page_without_its_data_is_refused() -> None:
    page = b"<!DOCTYPE html><html><head><title>Rollup Visualizer</title></head><body></body></html>"
    with pytest.raises(UnreadableInput, match="no data"):
        opened(page, "bundle-report-page")


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus")
def test_the_corpus_adds_up() -> None:
    def of(name: str) -> bytes:
        return gzip.decompress((CORPUS / "base" / f"{name}.json.gz").read_bytes())

    told = json.loads(of("vite8.sonda"))["resources"]
    model, _ = opened(of("vite8.sonda"), "sonda")
    known = [
        r["uncompressed"] for r in told if r["kind"] == "chunk" and r["name"] != "[unassigned]"
    ]
    assert int(model.placements.bytes.sum()) == sum(known)
    vite, _ = opened(of("vite8.bundle-analyzer"), "vite-bundle-analyzer")
    assert {name.split("-")[0] for name in initial(vite)} == {
        "assets/index",
        "assets/components",
        "assets/jsx",
        "assets/rolldown",
    }
    explored = json.loads(
        gzip.decompress((CORPUS / "oracle" / "source-map-explorer.json.gz").read_bytes())
    )
    model, _ = opened(json.dumps(explored).encode(), "source-map-explorer")
    assert sum(files(model).values()) == sum(r["totalBytes"] for r in explored["results"])
