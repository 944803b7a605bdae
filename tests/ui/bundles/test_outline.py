"""Boxes of a bundle: what stands in what, what it weighs, what it is called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.bundles.furnished import Covered
from perfview.bundles.model import RENDERED
from perfview.bundles.patterns.coverage import Unused
from perfview.bundles.study import Study
from perfview.kernels import raster
from perfview.ui.bundles.pictures import unused
from perfview.ui.bundles.pictures.amounts import can_show, leaf_bytes
from perfview.ui.bundles.pictures.drawing import drawn, part_words, parts_of, told
from perfview.ui.bundles.pictures.looks import box_of, boxes_like, twice
from perfview.ui.bundles.pictures.outline import Kind, outline_of
from perfview.ui.bundles.pictures.showing import Grouping, Part, Showing, Sizes
from tests.bundles.building import BundleBuilder
from tests.ui.bundles.shown_bundles import small_bundle


def titles(made, box=0):
    """A tree as nested (title, bytes, what is in it)."""
    return [
        (made.words.title(each), int(made.tree.weight[each]), titles(made, each))
        for each in made.tree.children(box)
    ]


def test_packages_stand_side_by_side_the_heaviest_first():
    made = drawn(small_bundle().study(), Showing())
    found = titles(made)
    assert [each[:2] for each in found] == [
        ("2\u202f× lodash", 6000),
        ("src/", 5500),
        ("chart.js", 5000),
        ("react", 4500),
        ("2\u202f× lodash", 4000),
        ("bundler’s own code", 400),
    ]
    assert made.tree.whole == 25_400
    source = found[1][2]
    assert source == [
        ("pages/", 3500, [("Home.jsx", 3000, []), ("About.jsx", 500, [])]),
        ("index.js", 2000, []),
    ]


def test_a_package_with_one_folder_is_one_with_it_and_single_files_keep_their_way():
    found = {title: inside for title, _, inside in titles(drawn(small_bundle().study(), Showing()))}
    assert [each[0] for each in found["react"]] == ["react.js", "more.js"]
    assert [each[0] for each in found["chart.js"]] == ["dist/chart.js"]


def test_folders_stand_as_on_disk():
    found = titles(drawn(small_bundle().study(), Showing(grouping=Grouping.FOLDERS)))
    assert [each[:2] for each in found] == [
        ("node_modules/", 19_500),
        ("src/", 5500),
        ("bundler’s own code", 400),
    ]
    inside = [each[0] for each in found[0][2]]
    assert inside == ["2\u202f× lodash", "chart.js", "react", "2\u202f× lodash"]


def test_chunks_hold_packages_and_what_nobody_explains():
    found = titles(drawn(small_bundle().study(), Showing(grouping=Grouping.CHUNKS)))
    assert [each[:2] for each in found] == [("main", 20_400), ("later", 5000)]
    assert found[0][2][-1] == ("bundler’s own code", 400, [])
    assert [each[0] for each in found[1][2]] == ["chart.js"]


def test_areas_add_up_at_every_level_and_lie_within():
    tree = drawn(small_bundle().study(), Showing(grouping=Grouping.CHUNKS)).tree
    for box in range(len(tree)):
        inside = tree.children(box)
        if len(inside):
            assert tree.weight[inside].sum() == pytest.approx(tree.weight[box])
            assert tree.start[inside[0]] == pytest.approx(tree.start[box])
            assert (np.diff(tree.weight[inside]) <= 0).all()
            assert (tree.parent[inside] == box).all()
    assert (np.diff(tree.depth) >= 0).all()


def test_what_does_not_ship_has_no_box():
    study = small_bundle().study()
    for sizes in (Sizes.SOURCE, Sizes.SHIPPED):
        made = drawn(study, Showing(sizes=sizes))
        assert not boxes_like(made.tree, made.words, "unused").any()


def test_source_sizes_are_those_before_minification_without_the_bundlers_code():
    made = drawn(small_bundle().study(), Showing(sizes=Sizes.SOURCE))
    assert made.tree.whole == 3000 + 4000 + 900 + 9000 + 5000 + 700 + 5000 + 8000
    assert "bundler’s own code" not in [each[0] for each in titles(made)]


def test_gzip_is_shared_out_to_the_files_own_sizes():
    made = drawn(small_bundle().study(), Showing(sizes=Sizes.GZIP))
    assert made.tree.whole == pytest.approx(8000)


def test_only_what_is_asked_for_is_shown():
    study = small_bundle().study()
    assert drawn(study, Showing(part=Part(chunk=1))).tree.whole == 5000
    assert drawn(study, Showing(part=Part(entry=0))).tree.whole == 20_400
    assert drawn(study, Showing(only_initial=True)).tree.whole == 20_400
    assert part_words(study, Part(entry=0)) == "main"
    assert [words for words, _, _ in parts_of(study)] == [
        "everything",
        "main",
        "chunk main",
        "chunk later",
    ]


def test_going_in_shows_a_box_alone():
    study = small_bundle().study()
    whole = drawn(study, Showing()).tree
    box = box_of(whole, module=-1, package=1, chunk=-1, asset=-1)
    inner = drawn(study, Showing().gone_in("react", int(whole.node[box])))
    assert inner.tree.whole == 4500
    assert [each[0] for each in titles(inner)] == ["react.js", "more.js"]


def test_copies_are_marked_unless_it_is_not_wanted():
    study = small_bundle().study()
    made = drawn(study, Showing())
    assert {made.words.title(box) for box in twice(study, made.tree)} == {"2\u202f× lodash"}
    assert len(made.framed) == 2
    quiet = drawn(study, Showing(marks_twice=False))
    assert not quiet.framed
    assert "lodash" in [each[0] for each in titles(quiet)]


def test_the_search_looks_at_paths_but_not_for_where_packages_live():
    made = drawn(small_bundle().study(), Showing())
    hits = boxes_like(made.tree, made.words, "PAGES/h")
    assert [made.words.title(box) for box in np.flatnonzero(hits)] == ["Home.jsx"]
    assert not boxes_like(made.tree, made.words, "node_mod").any()


def test_tips_tell_sizes_and_when_it_loads():
    study = small_bundle().study()
    made = drawn(study, Showing())
    later = next(i for i in range(len(made.tree)) if made.words.title(i) == "dist/chart.js")
    tip = made.words.tip(later)
    assert (tip.title, tip.place) == ("chart.js", "chart.js")
    rows = dict(tip.rows)
    assert rows["loads"] == "when asked for, later"
    assert rows["parsed"].startswith("5.00\u202fkB")
    assert rows["source"] == "8.00\u202fkB"
    _ = study.dominated
    home = next(i for i in range(len(made.tree)) if made.words.title(i) == "Home.jsx")
    assert "5 modules" in dict(made.words.tip(home).rows)["with what only it brings in"]


def test_the_head_line_says_how_much():
    study = small_bundle().study()
    made = drawn(study, Showing(part=Part(entry=0)))
    assert told(study, made) == "20.4\u202fkB parsed at start · 7 modules"
    _ = study.compressed
    assert told(study, made) == "20.4\u202fkB parsed · 6.00\u202fkB gzip at start · 7 modules"


def test_stats_without_modules_show_their_files():
    made = BundleBuilder()
    made.chunk("static/main.js", initial=True, size=900)
    made.chunk("static/logo.css", size=100)
    study = made.study()
    found = titles(drawn(study, Showing()))
    assert found == [("main.js", 900, []), ("logo.css", 100, [])] or found[0][0] == "static/"
    assert outline_of(study, Grouping.PACKAGES).kind.tolist().count(Kind.FILE) == 2


def test_what_cannot_be_known_says_why():
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("a.js", 10, chunk="main", entry=True)
    study = made.study()
    assert "built files" in can_show(study, Sizes.GZIP)
    assert can_show(study, Sizes.SHIPPED) == can_show(study, Sizes.SOURCE) == ""
    outline = outline_of(study, Grouping.PACKAGES)
    assert leaf_bytes(study, outline, Showing()).sum() == 10


def test_circles_and_long_ways_of_folders_are_no_trouble():
    made = BundleBuilder()
    made.chunk("main", initial=True)
    deep = "/".join(f"d{i}" for i in range(300))
    made.module(f"{deep}/a.js", 10, chunk="main", entry=True)
    made.module(f"{deep}/b.js", 5, chunk="main")
    made.imports(f"{deep}/a.js", f"{deep}/b.js")
    made.imports(f"{deep}/b.js", f"{deep}/a.js")
    found = drawn(made.study(), Showing())
    assert [each[0] for each in titles(found)] == [f"{deep}/"]


def test_the_bundlers_own_modules_stand_with_what_nobody_explains():
    made = small_bundle()
    made.module("webpack/runtime/chunk loaded", 50, chunk="main", kind="runtime")
    found = titles(drawn(made.study(), Showing()))
    group = next(each for each in found if each[0] == "bundler’s own code")
    assert {each[0] for each in group[2]} == {
        "joins and loads modules",
        "webpack/runtime/chunk loaded",
    }


def test_what_never_ran_is_hatched(monkeypatch):
    made = small_bundle()
    study = made.study()
    assert unused.unused_modules(study) is None
    react, home = made.row("node_modules/react/cjs/react.js"), made.row("src/pages/Home.jsx")
    gone = Unused(0, 20_400, 7000, np.zeros((0, 2), np.int64))
    monkeypatch.setattr(unused, "unused_of", lambda _study, kind: [gone] if kind == 0 else [])
    monkeypatch.setattr(unused, "unused_by_module", lambda *_: {react: 3990, home: 1500})
    study.furnished = type(study.furnished)(coverage=(Covered("main.js", ()),))
    assert np.flatnonzero(unused.unused_modules(study)).tolist() == [react]
    shown = drawn(study, Showing())
    hatched = np.flatnonzero(shown.states() == raster.STRIPED)
    assert [shown.words.title(box) for box in hatched] == ["react.js"]
    plain = drawn(study, Showing(marks_unused=False))
    assert not (plain.states() == raster.STRIPED).any()


def test_what_was_put_into_the_bundle_is_drawn_where_nothing_else_is_told():
    made = BundleBuilder("rollup", measured=RENDERED)
    made.chunk("main", initial=True)
    made.module("src/index.js", 300, chunk="main", entry=True)
    made.module("node_modules/lodash/lodash.js", 700, chunk="main")
    model = made.model()
    unknown = np.full(2, -1, np.int64)
    model = replace(
        model,
        modules=replace(model.modules, source_bytes=unknown),
        assets=replace(model.assets, bytes=unknown[:1]),
    )
    study = Study(model)
    assert study.weights.how == "source"
    assert can_show(study, Sizes.SOURCE) == ""
    assert drawn(study, Showing(sizes=Sizes.SOURCE)).tree.whole == 1000
