"""Manifests of Vite and Next.js."""

from __future__ import annotations

import json

from tests.bundles.readers.sampling import entries, files, initial, opened, sample


def test_vite() -> None:
    told = json.loads(sample("vite.manifest.json"))
    model, _ = opened(sample("vite.manifest.json"), "vite-manifest")
    start = told["index.html"]
    assert initial(model) == {start["file"], *start["css"]}
    assert entries(model) == ["index.html"]
    assert set(files(model).values()) == {-1}
    assert model.chunk_links.is_later.tolist() == [True]


def test_vite_chunks_in_a_circle() -> None:
    told = {
        "a.html": {"file": "a.js", "isEntry": True, "imports": ["_b.js", "_none.js"]},
        "_b.js": {"file": "b.js", "imports": ["a.html", "_c.js"]},
        "_c.js": {"file": "c.js", "imports": ["_b.js"]},
    }
    model, _ = opened(json.dumps(told).encode(), "vite-manifest")
    assert initial(model) == {"a.js", "b.js", "c.js"}


def test_next_pages_load_what_all_share() -> None:
    told = {
        "polyfillFiles": ["static/chunks/polyfills.js"],
        "rootMainFiles": [],
        "pages": {
            "/": ["static/chunks/main.js", "static/chunks/pages/index.js"],
            "/_app": ["static/chunks/main.js", "static/chunks/pages/_app.js"],
            "/about": ["static/chunks/main.js", "static/chunks/pages/about.js"],
        },
    }
    model, _ = opened(json.dumps(told).encode(), "next-manifest")
    assert entries(model) == ["/", "/about"]
    pairs = model.entry_chunks
    about = model.strings.take(model.chunks.name[pairs.right[pairs.left == 1]])
    assert [name.rpartition("/")[2] for name in about] == ["main.js", "_app.js", "about.js"]
    assert "static/chunks/polyfills.js" not in initial(model)


def test_next_app_router() -> None:
    told = {"pages": {"/layout": ["static/css/a.css"], "/page": ["static/chunks/app/page.js"]}}
    model, _ = opened(json.dumps(told).encode(), "next-manifest")
    assert entries(model) == ["/layout", "/page"]
