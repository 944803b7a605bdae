"""Folders that were built into."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from perfview.bundles.readers.folder.listing import is_built_folder, output_in
from perfview.bundles.readers.folder.pages import file_of, loaded_by
from perfview.bundles.readers.folder.script_imports import imports_in, is_chunk
from perfview.recording.errors import UnreadableInput
from tests.bundles.readers.sampling import entries, files, initial, opened, placed, sample

_MAP = {"version": 3, "sources": ["../src/a.js"], "names": [], "mappings": "AAAA"}


def _write(folder: Path, **texts: str | bytes) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_pages_scripts_and_maps_are_one_document(tmp_path: Path) -> None:
    _write(
        tmp_path,
        index_html='<script type="module" src="/shop/js/a.js"></script>'
        '<link rel="stylesheet" href="https://cdn.test/a.css?v=1"><script src="//x.test/z.js">',
        js__a_js='import"./b.js";import("./c.js");\n//# sourceMappingURL=a.js.map',
        js__a_js_map=json.dumps(_MAP),
        js__b_js="export{}",
        js__c_js="export{}",
        a_css="a{}",
    )
    model, report = opened(tmp_path, "built-folder")
    assert initial(model) == {"js/a.js", "js/b.js", "a.css"}
    assert entries(model) == ["index.html"]
    assert placed(model) == {"src/a.js": 32}
    assert files(model)["js/c.js"] == 8
    assert report.find("no-stats")


@pytest.mark.parametrize("above", ["", "dist/"])
def test_an_archive_of_a_folder_is_the_same_document(tmp_path: Path, above: str) -> None:
    folder = tmp_path / "dist"
    _write(
        folder,
        index_html='<script type="module" src="/js/a.js"></script>',
        js__a_js='import"./b.js";\n//# sourceMappingURL=a.js.map',
        js__a_js_map=json.dumps(_MAP),
        js__b_js="export{}",
    )
    path = tmp_path / "dist.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in (each for each in folder.rglob("*") if each.is_file()):
            archive.write(each, above + each.relative_to(folder).as_posix())
        archive.writestr(f"__MACOSX/{above}js/._a.js", "no script")
    model, _ = opened(path, "built-folder")
    plain, _ = opened(folder, "built-folder")
    assert placed(model) == placed(plain) == {"src/a.js": len('import"./b.js";')}
    assert files(model) == files(plain)
    assert initial(model) == initial(plain) == {"js/a.js", "js/b.js"}
    assert entries(model) == ["index.html"]


@pytest.mark.parametrize("name", ["meta.json", "shop.full.json"])
def test_stats_in_the_folder_are_read(tmp_path: Path, name: str) -> None:
    _write(tmp_path, dist__main_js="1")
    (tmp_path / "dist" / name).write_bytes(sample("esbuild.metafile.json"))
    _write(tmp_path, dist__report_json=b'{"broken":', package_json=b"{}")
    model, report = opened(tmp_path, "built-folder")
    alone, _ = opened(sample("esbuild.metafile.json"))
    assert placed(model) == placed(alone)
    read = report.find("read-from")
    assert read is not None
    assert f"dist/{name}" in read.detail


def test_a_manifest_says_what_loads_at_start(tmp_path: Path) -> None:
    told = json.loads(sample("vite.manifest.json"))
    for each in told.values():
        _write(tmp_path, x="1")
        path = tmp_path / each["file"]
        path.parent.mkdir(exist_ok=True)
        path.write_text("12345")
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_bytes(sample("vite.manifest.json"))
    model, _ = opened(tmp_path, "built-folder")
    start = told["index.html"]
    assert files(model)[start["file"]] == 5
    assert model.bundler == "rollup"
    assert initial(model) == {start["file"], *start["css"]}


def test_without_a_page_chunks_are_no_entries(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main_123_js="(()=>{var e=1})()",
        main_9_css="a{}",
        lazy_js='"use strict";(self.webpackChunkx=self.webpackChunkx||[]).push([[1],{}])',
    )
    model, _ = opened(tmp_path, "built-folder")
    assert initial(model) == {"main.123.js", "main.9.css"}


def test_without_a_page_the_script_that_asks_for_most_is_the_entry(tmp_path: Path) -> None:
    _write(
        tmp_path,
        main_js='import("./page.js");import("./other.js")',
        page_js='import"./main.js";import("./other.js")',
        other_js='import"./main.js"',
    )
    model, _ = opened(tmp_path, "built-folder")
    assert initial(model) == {"main.js"}


def test_a_folder_without_anything_built_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, readme_md="x", report_json="[1]")
    with pytest.raises(UnreadableInput, match="Nothing in this folder was built"):
        opened(tmp_path, "built-folder")


@pytest.mark.parametrize(
    ("paths", "output"),
    [
        (["a.js"], ""),
        (["package.json", "src/a.js"], None),
        (["package.json", "src/a.js", "dist/a.js"], "dist/"),
        (["package.json", "app/page.tsx", ".next/static/chunks/a.js"], ".next/"),
        (["vite.config.js", "dist/a.css"], "dist/"),
        (
            ["nuxt.config.ts", ".output/public/_nuxt/a.js", ".output/server/b.mjs"],
            ".output/public/",
        ),
        (["public/_nuxt/a.js", "server/index.mjs"], "public/"),
        (["package.json", "src/a.js", "build/client/a.js", "build/server/b.js"], "build/client/"),
        (["client/a.js", "b.js"], ""),
        (["readme.md"], None),
    ],
)
def test_which_folder_was_built_into(paths: list[str], output: str | None) -> None:
    assert output_in(paths) == output
    assert is_built_folder(paths) == (output is not None)


def test_stats_are_told_by_their_names() -> None:
    assert is_built_folder(["webpack-stats.json"])
    assert is_built_folder(["report/x.html"])
    assert not is_built_folder(["package.json", "tsconfig.build.json"])


def test_addresses_in_a_page() -> None:
    page = b"""<script src=a.js></script><script nomodule src=old.js></script>
    <link rel=modulepreload href=/b.js><link rel=preload as=font href=f.woff><link rel=icon>"""
    assert loaded_by(page) == ["a.js", "/b.js"]
    known = {"sub/a.js": 1, "b.js": 1}
    assert file_of("a.js?x=1", "sub/index.html", known) == "sub/a.js"
    assert file_of("https://cdn.test/base/b.js", "index.html", known) == "b.js"
    assert file_of("https://[", "index.html", known) is None
    assert file_of("../../../etc/passwd", "index.html", known) is None


def test_imports_of_built_scripts() -> None:
    code = b'import{a}from"./b.js";import"../c.js";const d=()=>import(`./d.mjs`);import"react";'
    assert imports_in(code, "js/a.js") == [
        ("js/b.js", False),
        ("c.js", False),
        ("js/d.mjs", True),
    ]
    assert is_chunk(b'(window["webpackJsonp"]=window["webpackJsonp"]||[]).push([[0],{}])')
    assert not is_chunk(b"console.log(1)")


def test_a_folder_with_too_many_files_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, a_js="1", b_js="2", c_js="3")
    assert opened(tmp_path)[1].find("too-many-files") is None
    monkeypatch.setattr("perfview.recording.folder.MOST_FILES", 2)
    assert opened(tmp_path)[1].find("too-many-files")
