"""esbuild metafiles."""

from __future__ import annotations

import json

import numpy as np
import pytest

from perfview.bundles.model import (
    COMMONJS,
    DYNAMIC,
    ESM,
    EXTERNAL,
    IMPORT,
    REQUIRE,
    SHIPPED,
    STYLE_IMPORT,
    URL,
)
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


def test_every_byte_in_the_output_is_kept() -> None:
    told = json.loads(sample("esbuild.metafile.json"))
    model, report = opened(sample("esbuild.metafile.json"), "esbuild-metafile")
    sums: dict[str, int] = {}
    for output in told["outputs"].values():
        for path, each in output["inputs"].items():
            sums[path] = sums.get(path, 0) + each["bytesInOutput"]
    found = placed(model)
    assert {path.removeprefix("../"): size for path, size in sums.items()} == {
        path.removeprefix("../"): found[path] for path in sums
    }
    assert model.measured == SHIPPED
    assert report.complete
    assert not report.oddities


def test_only_what_was_asked_for_is_an_entry() -> None:
    model, _ = opened(sample("esbuild.metafile.json"))
    assert entries(model) == ["src/main.js"]
    assert [n for n, e in zip(names(model), model.modules.is_entry, strict=True) if e] == [
        "src/main.js"
    ]
    assert initial(model) == {"main.js", "main.css", "chunk-UBCFOIFY.js"}
    assert ("src/main.js", "src/lazy.js", DYNAMIC) in edges(model)


def test_files_have_paths_below_the_output_folder() -> None:
    told = json.loads(sample("esbuild.metafile.json"))["outputs"]
    model, _ = opened(sample("esbuild.metafile.json"))
    assert model.output_folder == "out/esbuild"
    assert files(model) == {p.removeprefix("out/esbuild/"): o["bytes"] for p, o in told.items()}


def _metafile() -> dict[str, object]:
    inputs = {
        "a.js": {
            "bytes": 10,
            "format": "esm",
            "imports": [
                {"path": "b.cjs", "kind": "require-call", "original": "./b"},
                {"path": "c.css", "kind": "import-statement"},
                {"path": "react", "kind": "import-statement", "external": True},
                {"path": "d.js", "kind": "dynamic-import"},
            ],
        },
        "b.cjs": {"bytes": 5, "format": "cjs", "imports": []},
        "c.css": {
            "bytes": 7,
            "imports": [
                {"path": "e.css", "kind": "import-rule"},
                {"path": "i.png", "kind": "url-token"},
                {"path": "data:image/png;base64,AA", "kind": "url-token", "external": True},
            ],
        },
        "d.js": {"bytes": 3, "imports": []},
        "e.css": {"bytes": 1, "imports": []},
        "i.png": {"bytes": 99, "imports": []},
        "(disabled):node_modules/x/fs.js": {"bytes": 0, "imports": []},
        "plugin:node_modules/y/index.js": {"bytes": 4, "imports": []},
    }
    outputs = {
        "dist/js/a.js": {
            "bytes": 30,
            "entryPoint": "a.js",
            "cssBundle": "dist/js/a.css",
            "imports": [{"path": "dist/js/d.js", "kind": "dynamic-import"}],
            "exports": [],
            "inputs": {"a.js": {"bytesInOutput": 9}, "b.cjs": {"bytesInOutput": 4}},
        },
        "dist/js/a.css": {"bytes": 8, "imports": [], "inputs": {"c.css": {"bytesInOutput": 6}}},
        "dist/js/d.js": {
            "bytes": 3,
            "entryPoint": "d.js",
            "imports": [],
            "inputs": {"d.js": {"bytesInOutput": 2}},
        },
        "dist/i.png": {"bytes": 99, "imports": [], "inputs": {"i.png": {"bytesInOutput": 99}}},
    }
    return {"inputs": inputs, "outputs": outputs}


def test_kinds_formats_externals_and_namespaces() -> None:
    model, _ = opened(json.dumps(_metafile()).encode())
    told = names(model)
    assert edges(model) == {
        ("a.js", "b.cjs", REQUIRE),
        ("a.js", "c.css", IMPORT),
        ("a.js", "react", IMPORT),
        ("a.js", "d.js", DYNAMIC),
        ("c.css", "e.css", STYLE_IMPORT),
        ("c.css", "i.png", URL),
    }
    assert model.modules.kind[told.index("react")] == EXTERNAL
    assert model.modules.format[told.index("a.js")] == ESM
    assert model.modules.format[told.index("b.cjs")] == COMMONJS
    assert "node_modules/x/fs.js (ignored)" in told
    y = told.index("node_modules/y/index.js")
    assert model.strings[model.packages.name[model.modules.package[y]]] == "y"


def test_styles_belong_to_the_chunk_they_were_split_off() -> None:
    model, _ = opened(json.dumps(_metafile()).encode())
    assert model.output_folder == "dist"
    assert initial(model) == {"js/a.js", "js/a.css"}
    picture = names(model).index("i.png")
    rows = np.flatnonzero(model.placements.module == picture)
    assert model.placements.chunk[rows].tolist() == [-1]


def test_a_metafile_that_breaks_off_keeps_what_came_before() -> None:
    whole = sample("esbuild.metafile.json")
    cut = whole[: whole.index(b'"outputs"') - 200]
    model, report = opened(cut, "esbuild-metafile")
    assert not report.complete
    assert report.find("truncated")
    assert 0 < len(model.modules) <= 13
    assert EXTERNAL not in model.modules.kind.tolist()


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpus")
def test_the_corpus_adds_up() -> None:
    import gzip

    data = gzip.decompress((CORPUS / "base" / "esbuild.metafile.json.gz").read_bytes())
    told = json.loads(data)
    model, _ = opened(data)
    total = sum(i["bytesInOutput"] for o in told["outputs"].values() for i in o["inputs"].values())
    assert int(model.placements.bytes.sum()) == total
    asked = [e for i in told["inputs"].values() for e in i["imports"]]
    assert len(model.imports) == len(asked)
    assert entries(model) == ["src/index.jsx"]


def test_what_bun_loads_later_is_no_entry() -> None:
    # Bun 1.3 names the file of the lazy part, and the input behind it as its entry point.
    later = {
        "path": "./lazy-1.js",
        "kind": "dynamic-import",
        "original": "./lazy",
        "entryPoint": "src/lazy.js",
        "external": True,
    }
    meta = {
        "inputs": {
            "src/index.js": {"bytes": 90, "imports": [later], "format": "esm"},
            "src/lazy.js": {"bytes": 40, "imports": [], "format": "esm"},
        },
        "outputs": {
            "./index.js": {
                "bytes": 80,
                "inputs": {"src/index.js": {"bytesInOutput": 70}},
                "imports": [{"path": "./lazy-1.js", "kind": "dynamic-import"}],
                "entryPoint": "src/index.js",
            },
            "./lazy-1.js": {
                "bytes": 30,
                "inputs": {"src/lazy.js": {"bytesInOutput": 25}},
                "imports": [],
                "entryPoint": "src/lazy.js",
            },
        },
    }
    model, _ = opened(json.dumps(meta).encode())
    assert entries(model) == ["src/index.js"]
    assert edges(model) == {("src/index.js", "src/lazy.js", DYNAMIC)}
    assert len(model.modules) == 2
