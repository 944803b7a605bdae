"""The same small shop as webpack 4, webpack 5 and Rspack tell of it, in several presets."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from perfview.bundles import model
from perfview.bundles.readers.webpack_stats import WebpackStats
from perfview.recording.source import Source
from tests.bundles.readers.webpack.reading import content, edges, names, placed, read, row

_WITH_MODULES = (
    "rspack.full",
    "webpack4.full",
    "webpack5.full",
    "webpack5.grouped",
    "webpack5.verbose",
)


@pytest.mark.parametrize("name", [*_WITH_MODULES, "webpack5.multi", "webpack5.minimal"])
def test_stats_are_recognised(name: str) -> None:
    """By their keys."""
    assert WebpackStats().sniff(Source.from_bytes(content(name))).certainty > 0.9


@pytest.mark.parametrize("name", _WITH_MODULES)
def test_what_the_shop_is_made_of(name: str) -> None:
    """Its entry, the route that loads later, both versions of a package, the data and patterns."""
    found, _ = read(content(name))
    called = names(found)
    assert len(set(called)) == len(called)
    entries = [called[each] for each in np.flatnonzero(found.modules.is_entry)]
    assert entries == ["src/index.js"]
    assert ("src/index.js", "dynamic import", "src/routes/settings.js") in edges(found)
    assert ("src/widgets/index.js", "re-export", "src/widgets/unused.js") in edges(found)
    folders = found.strings.take(found.packages.folder.tolist())
    assert {"node_modules/immer", "node_modules/old-immer/node_modules/immer"} <= set(folders)
    assert found.modules.kind[row(found, "src/data.json")] == model.DATA
    assert found.modules.format[row(found, "node_modules/qs/lib/index.js")] == model.COMMONJS
    assert found.modules.format[row(found, "src/widgets/greet.js")] == model.ESM
    pattern = next(each for each in called if "/locales/ sync" in each or "/locales sync" in each)
    assert (pattern, "context", "src/locales/de.js") in edges(found, active=True)


@pytest.mark.parametrize("name", _WITH_MODULES)
def test_what_loads_at_start_and_what_later(name: str) -> None:
    """The entry's chunks are initial; the route's is loaded by them later."""
    found, _ = read(content(name))
    held = placed(found)
    assert "src/index.js" in held["main"]
    assert "src/routes/settings.js" in held["settings"]
    initial = found.strings.take(found.chunks.name[found.chunks.is_initial].tolist())
    assert "main" in initial
    assert "settings" not in initial
    chunk = found.strings.take(found.chunks.name.tolist())
    links = found.chunk_links
    later = {
        (chunk[a], chunk[b])
        for a, b, is_later in zip(links.parent, links.child, links.is_later, strict=True)
        if is_later
    }
    assert ("main", "settings") in later


@pytest.mark.parametrize("name", [each for each in _WITH_MODULES if "4" not in each])
def test_every_chunk_holds_what_its_stats_say(name: str) -> None:
    """Source sizes add up to the chunk's, which Rspack gives without parts of the runtime. (webpack
    4 has some bytes more for each concatenation.)"""
    data = json.loads(content(name))
    found, _ = read(content(name))
    own = found.modules.kind != model.RUNTIME
    for chunk in data["chunks"]:
        at = found.chunks.id == found.strings.find(str(chunk["id"]))
        inside = found.placements.module[at[found.placements.chunk]]
        every = int(found.modules.source_bytes[inside].sum())
        assert chunk["size"] in (every, int(found.modules.source_bytes[inside][own[inside]].sum()))


def test_presets_tell_of_the_same_build() -> None:
    """Groups and lists in chunks only hold the same modules as the plain list."""
    full, grouped, verbose = (
        read(content(f"webpack5.{p}"))[0] for p in ("full", "grouped", "verbose")
    )
    assert set(names(full)) == set(names(grouped))
    assert placed(full) == placed(grouped) == placed(verbose)
    assert edges(full) == edges(grouped)
    assert edges(verbose) < edges(full)


def test_members_of_a_concatenation_are_modules_once() -> None:
    """They share a number; whatever asks for the whole asks for its main member."""
    found, _ = read(content("webpack5.full"))
    together = found.modules.concatenation
    first = together[row(found, "src/index.js")]
    assert first >= 0
    assert together[row(found, "src/widgets/index.js")] == first
    assert together[row(found, "src/legacy.js")] not in (first, -1)
    assert not any(" modules" in each for each in names(found))
    assert together[row(found, "node_modules/qs/lib/index.js")] == -1


def test_rspack_calls_members_by_their_whole_and_is_not_followed() -> None:
    """Names come from identifiers then."""
    found, _ = read(content("rspack.full"))
    assert found.bundler == "rspack"
    assert found.made_by.startswith("Rspack 1.")
    assert "src/widgets/greet.js" in names(found)


def test_several_builds_stand_side_by_side() -> None:
    """A multi-compiler's builds keep their entries; packages are one row a folder."""
    found, report = read(content("webpack5.multi"))
    assert report.find("several-builds") is not None
    assert found.strings.take(found.entry_name.tolist()) == ["web: main", "server: main"]
    called = names(found)
    assert {"src/index.js (web)", "src/index.js (server)"} <= set(called)
    assert len(set(called)) == len(called)
    folders = found.packages.folder.tolist()
    assert len(set(folders)) == len(folders)
    single, _ = read(content("webpack5.full"))
    assert found.packages.folder.shape == single.packages.folder.shape


def test_the_smallest_stats_tell_chunks_and_files() -> None:
    """The minimal preset has neither modules nor sizes, and that is said."""
    found, report = read(content("webpack5.minimal"))
    assert len(found.modules) == 0
    assert "main.js" in found.strings.take(found.assets.name.tolist())
    assert found.strings.take(found.chunks.name.tolist()) == ["main", "settings"]
    hidden = report.find("hidden-modules")
    assert hidden is not None
    assert hidden.count > 50


def test_styles_ship_in_the_style_sheet() -> None:
    """Their place is the chunk's css file; that of scripts is the script."""
    found, _ = read(content("webpack5.full"))
    files = found.strings.take(found.assets.name.tolist())
    places = found.placements
    styles = found.modules.kind[places.module] == model.STYLE
    assert {files[each] for each in places.asset[styles].tolist()} == {"main.css"}
    assert all(files[each].endswith(".js") for each in places.asset[~styles].tolist())


def test_side_effects_follow_from_evaluations_that_hold() -> None:
    """A module declared free of them is not evaluated for itself; what runs code is."""
    found, _ = read(content("webpack5.full"))
    effects: dict[str, Any] = dict(zip(names(found), found.modules.side_effects, strict=True))
    assert effects["node_modules/old-immer/index.js"] == 0
    assert effects["src/widgets/unused.js"] == 1


def test_webpack_4_says_less_and_that_stays_unknown() -> None:
    """Neither side effects nor a type; what is in no chunk was left out."""
    found, _ = read(content("webpack4.full"))
    assert found.made_by.startswith("webpack 4.")
    unplaced = np.setdiff1d(np.arange(len(found.modules)), found.placements.module)
    assert len(unplaced)
    assert not found.imports.is_active[np.isin(found.imports.target, unplaced)].any()


def test_reasons_grouped_by_where_they_come_from_are_read_one_by_one() -> None:
    told = json.loads(content("webpack5.full"))
    before, _ = read(told)
    for each in told["modules"]:
        for one in (each, *each.get("modules", ())):
            by_origin: dict[str, list[Any]] = {}
            for reason in one.get("reasons", ()):
                by_origin.setdefault(str(reason["moduleIdentifier"]), []).append(reason)
            one["reasons"] = [
                found[0]
                if len(found) == 1
                else {"type": "from origin", "module": found[0]["module"], "children": found}
                for found in by_origin.values()
            ]
    after, _ = read(told)
    assert len(before.imports) == len(after.imports)
    assert edges(before) == edges(after)
