"""What Parcel and its reporters write."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bundles.readers.sampling import (
    edges,
    entries,
    files,
    initial,
    names,
    opened,
    placed,
    sample,
)


def test_what_it_prints() -> None:
    model, report = opened(sample("parcel.report.txt"), "parcel-report")
    assert files(model)["pic.a2823c71.svg"] == 63
    assert placed(model)["src/lazy.js"] == 53
    hidden = report.find("hidden-modules")
    assert hidden is not None
    assert hidden.count == 14
    assert not any("unknown" in name or "<anon>" in name for name in names(model))


def test_colours_are_no_part_of_it() -> None:
    coloured = sample("parcel.report.txt").replace(b"src/lazy.js", b"\x1b[1msrc/lazy.js\x1b[22m")
    assert placed(opened(coloured, "parcel-report")[0])["src/lazy.js"] == 53


def test_its_bundles() -> None:
    told = json.loads(sample("parcel.bundles.json"))["bundles"]
    model, _ = opened(sample("parcel.bundles.json"), "parcel-bundles")
    assert sorted(files(model).values()) == sorted(each["size"] for each in told)
    assert sum(placed(model).values()) == sum(a["size"] for b in told for a in b["assets"])
    assert entries(model) == ["index.html"]


def test_its_analyzers_page() -> None:
    model, _ = opened(sample("parcel.analyzer.html"), "bundle-report-page")
    assert files(model)["index.html"] == 218
    assert "node_modules/preact/src/component.js" in placed(model)


def test_bundle_buddys_imports() -> None:
    told = json.loads(sample("parcel.buddy.json"))
    model, report = opened(sample("parcel.buddy.json"), "bundle-buddy")
    assert {(s, t) for s, t, _ in edges(model)} == {
        (each["source"], each["target"]) for each in told if each["source"] != each["target"]
    }
    assert report.find("no-sizes")
    assert model.bundler == "parcel"


def test_a_page_beside_the_report_tells_what_loads_at_start(tmp_path: Path) -> None:
    page = b'<script type="module" src="/mini.afb5728c.js"></script><script src=../../x.js>'
    (tmp_path / "dist" / "parcel").mkdir(parents=True)
    (tmp_path / "dist" / "parcel" / "index.html").write_bytes(page)
    (tmp_path / "graph.json").write_bytes(sample("parcel.bundles.json"))
    model, _ = opened(tmp_path / "graph.json", "parcel-bundles")
    assert initial(model) == {"index.html", "mini.afb5728c.js"}
