"""Rollup's own output as JSON."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from perfview.bundles.model import DYNAMIC, IMPORT, RENDERED
from perfview.engine.job import Job, Options
from tests.bundles.readers.sampling import (
    CORPUS,
    edges,
    entries,
    files,
    initial,
    names,
    opened,
    placed,
    sample,
)


def test_a_bundle_alone() -> None:
    told = json.loads(sample("rollup.bundle.json"))
    model, report = opened(sample("rollup.bundle.json"), "rollup-bundle")
    lengths = sum(
        of["renderedLength"] for each in told.values() for of in each.get("modules", {}).values()
    )
    assert sum(placed(model).values()) == lengths
    assert model.measured == RENDERED
    assert entries(model) == ["index"]
    assert report.find("no-imports")
    script = next(name for name in told if told[name].get("isEntry"))
    assert initial(model) == {script}
    assert files(model)[script] == len(told[script]["code"].encode())


def _chunk(name: str, **more: object) -> dict[str, object]:
    return {
        "type": "chunk",
        "fileName": f"{name}.js",
        "name": name,
        "isEntry": False,
        "isDynamicEntry": True,
        "facadeModuleId": f"/p/src/{name}.js",
        "imports": [],
        "dynamicImports": [],
        "moduleIds": [f"/p/src/{name}.js"],
        "modules": {f"/p/src/{name}.js": {"renderedLength": 7, "removedExports": ["gone"]}},
        **more,
    }


def test_the_output_of_rollup_generate_with_modules() -> None:
    whole = {
        "output": [
            _chunk("a", isEntry=True, isDynamicEntry=False, dynamicImports=["b.js"]),
            _chunk("b"),
            {"type": "asset", "fileName": "x.css", "source": "ü"},
        ],
        "modules": {
            "/p/src/a.js": {
                "importedIds": ["/p/node_modules/c/index.js"],
                "dynamicallyImportedIds": ["/p/src/b.js"],
                "moduleSideEffects": True,
                "isEntry": True,
            },
            "/p/src/b.js": {"importers": [], "dynamicImporters": ["/p/src/a.js"]},
            "/p/node_modules/c/index.js": {"importers": ["/p/src/a.js"], "isExternal": False},
        },
    }
    model, report = opened(json.dumps(whole).encode(), "rollup-bundle")
    assert edges(model) == {
        ("src/a.js", "node_modules/c/index.js", IMPORT),
        ("src/a.js", "src/b.js", DYNAMIC),
    }
    assert len(model.imports) == 2
    assert not report.find("no-imports")
    assert files(model) == {"a.js": -1, "b.js": -1, "x.css": 2}
    assert initial(model) == {"a.js"}
    assert entries(model) == ["a"]
    assert model.modules.side_effects[names(model).index("src/a.js")] == 1
    assert model.exports.used.tolist() == [0, 0]


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus")
def test_the_corpus_loads_at_start_what_the_manifest_says() -> None:
    data = gzip.decompress((CORPUS / "base" / "vite8.bundle-info.json.gz").read_bytes())
    told = json.loads(data)
    model, _ = opened(data, "rollup-bundle")
    assert set(names(model)) >= {"src/index.html", "node_modules/react/index.js"}
    lengths = [
        m["renderedLength"] for c in told["bundle"].values() for m in c.get("modules", {}).values()
    ]
    assert int(model.placements.bytes.sum()) == sum(lengths)
    assert {name.split("-")[0] for name in initial(model)} == {
        "assets/index",
        "assets/components",
        "assets/jsx",
        "assets/rolldown",
    }


def test_sizes_before_minification_are_called_so(tmp_path: Path) -> None:
    path = tmp_path / "stats.json"
    path.write_bytes(sample("rollup.bundle.json"))
    document = Job(path, Options(use_cache=False, analyse=False)).run()
    assert document.report.find("sizes-before-minification")
