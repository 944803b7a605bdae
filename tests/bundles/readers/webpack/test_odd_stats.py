"""Stats with what is seldom, missing or wrong in them."""

from __future__ import annotations

import contextlib
import json

import numpy as np
import pytest

from perfview.bundles import model
from perfview.bundles.readers.webpack_stats import WebpackStats
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source
from tests.bundles.readers.webpack.reading import (
    content,
    edges,
    module,
    names,
    placed,
    read,
    reason,
    row,
)

_CHUNK = {"id": 0, "names": ["main"], "files": ["main.js"], "initial": True, "entry": True}
_ENTRY = {"type": "entry", "moduleIdentifier": None, "userRequest": "./src/a.js"}


def test_modules_in_a_circle() -> None:
    """Each imports the other; a module that names itself does not import."""
    a = module("src/a.js", reasons=[_ENTRY, reason("src/b.js", "harmony import specifier")])
    b = module("src/b.js", reasons=[reason("src/a.js", "harmony import specifier")])
    b["reasons"].append(reason("src/b.js", "cjs self exports reference"))
    b["reasons"].append(reason("src/b.js", "harmony import specifier"))
    found, _ = read({"modules": [a, b], "chunks": [_CHUNK]})
    assert edges(found) == {
        ("src/a.js", "import", "src/b.js"),
        ("src/b.js", "import", "src/a.js"),
    }
    assert found.imports.line.tolist() == [3, 3]


def test_the_id_of_what_is_loaded_later_is_no_import() -> None:
    """As next/dynamic writes it; alone it is one."""
    page = module("src/page.js", reasons=[_ENTRY])
    heavy = module("src/heavy.js", reasons=[reason("src/page.js", "import()")])
    heavy["reasons"].append(reason("src/page.js", "require.resolve"))
    other = module("src/other.js", reasons=[reason("src/page.js", "require.resolve")])
    found, _ = read({"modules": [page, heavy, other], "chunks": [_CHUNK]})
    assert {(kind, target) for _, kind, target in edges(found)} == {
        ("dynamic import", "src/heavy.js"),
        ("require", "src/other.js"),
    }


def test_reasons_of_modules_that_are_not_there_are_told() -> None:
    """They are left out; one that does not hold is nothing to tell of."""
    a = module("src/a.js", reasons=[_ENTRY, reason("src/gone.js", "cjs require")])
    a["reasons"].append(reason("src/shaken.js", "harmony import specifier", active=False))
    found, report = read({"modules": [a]})
    assert len(found.imports) == 0
    told = report.find("reason-without-module")
    assert told is not None
    assert told.count == 1


def test_chunks_that_only_modules_name_exist() -> None:
    """Without a list of chunks, ids of modules and files make them; numbers and words alike."""
    found, _ = read(
        {
            "modules": [module("src/a.js", chunks=["main"]), module("src/b.js", chunks=[7])],
            "assets": [{"name": "7.js", "size": 9, "chunks": [7]}],
            "entrypoints": {"main": {"chunks": ["main"], "assets": ["main.js"]}},
        }
    )
    assert placed(found) == {"main": {"src/a.js"}, "7.js": {"src/b.js"}}
    assert found.chunks.is_initial.tolist() == [True, False]
    assert found.assets.bytes[0] == 9


def test_windows_paths_and_loaders() -> None:
    """Backslashes, escaped in JSON, and whatever stands before the last exclamation mark."""
    path = "C:\\app\\node_modules\\css-loader\\index.js??x!C:\\app\\src\\a.css"
    a = module("src/a.css", identifier=path, name=".\\src\\a.css")
    b = module("b.js", identifier="C:\\app\\node_modules\\@x\\y\\b.js", name=None)
    c = module("c.js", identifier="C:\\app\\src\\c.js", name="./src/c.js")
    found, _ = read({"modules": [a, b, c]})
    assert names(found) == ["src/a.css", "node_modules/@x/y/b.js", "src/c.js"]
    assert found.strings.take(found.packages.name.tolist()) == ["@x/y"]


def test_modules_of_several_layers_are_told_apart() -> None:
    """As Next.js compiles a file for the server and for the browser; the layer is said only where
    it is needed."""
    layers = [
        module("app/a.js", identifier=f"/l.js??x!/p/app/a.js|{layer}") for layer in ("rsc", "ssr")
    ]
    alone = module("app/b.js", identifier="/l.js??x!/p/app/b.js|ssr")
    loader = module(
        "x", identifier="/l/node_modules/next/l.js?x=1!", name="./node_modules/next/l.js?x=1!"
    )
    found, _ = read({"modules": [*layers, alone, loader]})
    assert names(found) == [
        "app/a.js (rsc)",
        "app/a.js (ssr)",
        "app/b.js",
        "node_modules/next/l.js",
    ]


def test_what_a_lazy_context_stands_for_loads_later() -> None:
    """The pattern's own module loads along with whoever holds the import()."""
    context = "src/pages|lazy|/^\\.\\/.*$/"
    a = module("src/a.js", reasons=[_ENTRY])
    b = module(context, name="./src/pages/ lazy", reasons=[reason("src/a.js", "import() context")])
    c = module("src/pages/c.js", reasons=[reason(context, "context element")])
    found, _ = read({"modules": [a, b, c]})
    assert edges(found) == {
        ("src/a.js", "context", "src/pages/ lazy"),
        ("src/pages/ lazy", "dynamic import", "src/pages/c.js"),
    }


def test_a_concatenation_whose_members_are_not_listed_is_a_module() -> None:
    """Its name is its main member's, its size that of all."""
    whole = module(
        "src/a.js", identifier="/p/src/a.js|0123456789abcdef", name="./src/a.js + 3 modules"
    )
    found, _ = read({"modules": [whole, module("src/b.js")]})
    assert names(found) == ["src/a.js", "src/b.js"]


def test_modules_of_groups_are_counted_once_and_hidden_ones_told() -> None:
    """Groups may nest, come first or last, and hide what they hold."""
    inner = {"type": "modules by path", "name": "./src/x/", "children": [module("src/x/a.js")]}
    outer = {"children": [inner, module("src/b.js")], "type": "orphan modules", "size": 5}
    hidden = {"type": "hidden modules", "filteredChildren": 40, "size": 3000}
    found, report = read({"modules": [outer, hidden, module("src/c.js")]})
    assert names(found) == ["src/x/a.js", "src/b.js", "src/c.js"]
    told = report.find("hidden-modules")
    assert told is not None
    assert told.count == 40


def test_groups_that_nest_too_deeply_are_told() -> None:
    """What stands beside them is read."""
    group = {"type": "modules by path", "children": [module("src/deep.js")]}
    for _ in range(20):
        group = {"type": "modules by path", "children": [group]}
    found, report = read({"modules": [module("src/a.js"), group]})
    assert names(found) == ["src/a.js"]
    assert report.find("not-read") is not None


def test_child_compilers_of_plugins_are_no_builds() -> None:
    """What a plugin compiled for itself is in the build's own modules as far as it ships."""
    child = {"name": "mini-css-extract-plugin", "modules": [module("src/x.css")], "assets": []}
    found, report = read({"modules": [module("src/a.js")], "children": [child, child]})
    assert names(found) == ["src/a.js"]
    assert report.find("several-builds") is None


def test_a_module_written_twice_is_one() -> None:
    """What only the second says still counts."""
    first = module("src/a.js", chunks=[0], size=None)
    found, _ = read({"modules": [first, module("src/a.js", chunks=[1], size=7)]})
    assert names(found) == ["src/a.js"]
    assert found.modules.source_bytes.tolist() == [7]
    assert placed(found) == {"0": {"src/a.js"}, "1": {"src/a.js"}}


def test_builds_that_failed_tell_why() -> None:
    """Errors may be texts or objects."""
    found, _ = read({"hash": "x", "errors": ["Can't resolve", {"message": "boom"}], "modules": []})
    notes = list(
        zip(*(found.strings.take(c) for c in (found.notes.kind, found.notes.text)), strict=True)
    )
    assert notes == [("error", "Can't resolve"), ("error", "boom")]


@pytest.mark.parametrize(
    ("minimized", "named", "mode"),
    [(True, True, "production"), (False, True, "development"), (False, False, "")],
)
def test_the_mode_is_told_where_files_or_ids_show_it(
    minimized: bool, named: bool, mode: str
) -> None:
    """Production minimizes; development calls modules by their names; else nobody knows."""
    modules = [
        module(f"src/{each}.js", id=f"./src/{each}.js" if named else 7) for each in ("a", "b")
    ]
    asset = {"name": "main.js", "size": 9, "info": {"minimized": minimized}}
    found, _ = read({"modules": modules, "assets": [asset]})
    assert found.mode == mode


def test_nothing_at_all_is_refused() -> None:
    """An empty object, or one of other things."""
    for data in (b"{}", b'{"modules": null, "chunks": 3, "assets": {}}'):
        with pytest.raises(UnreadableInput):
            read(data)


def test_huge_sources_are_passed_over() -> None:
    """Megabytes of inline source cost no more than their reading."""
    found, _ = read({"modules": [module("src/a.js", source="x" * 9_000_000), module("src/b.js")]})
    assert len(found.modules) == 2


def test_sizes_of_compressed_files_are_taken_from_their_relations() -> None:
    """As compression plugins leave them."""
    related = [
        {"type": "gzipped", "name": "a.js.gz", "size": 30},
        {"type": "sourceMap", "name": "a.js.map", "size": 500},
    ]
    found, _ = read({"assets": [{"name": "a.js", "size": 100, "chunks": [0], "related": related}]})
    assert found.strings.take(found.assets.name.tolist()) == ["a.js", "a.js.map"]
    assert found.assets.gzip_bytes.tolist() == [30, -1]
    assert found.assets.kind.tolist() == [model.SCRIPT, model.MAP]


def test_which_exports_are_used() -> None:
    """A list says which, true all, false none, null nothing."""
    said = {"list": ["a"], "true": True, "false": False, "null": None}
    modules = [
        module(f"src/{name}.js", providedExports=["a", "b"], usedExports=used)
        for name, used in said.items()
    ]
    found, _ = read({"modules": modules})
    used = {
        name: sorted(found.exports.used[found.exports.module == row(found, f"src/{name}.js")])
        for name in said
    }
    assert used == {"list": [0, 1], "true": [1, 1], "false": [0, 0], "null": [-1, -1]}


def test_a_file_that_a_package_manager_wrote_into() -> None:
    """Lines that npm prints before the stats are passed over."""
    data = b"\n> shop@1.0.0 build\n> webpack --json\n\n" + content("webpack5.full")
    assert WebpackStats().sniff(Source.from_bytes(data)).certainty > 0.9
    assert names(read(data)[0]) == names(read(content("webpack5.full"))[0])


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8, 0.99])
def test_a_file_that_breaks_off_keeps_what_came_before(share: float) -> None:
    """Whole modules stay, and the report says so."""
    data = content("webpack5.full")
    whole, _ = read(data)
    found, report = read(data[: int(share * len(data))])
    assert not report.complete
    assert set(names(found)) <= set(names(whole))
    assert len(found.modules) > (share - 0.4) * len(whole.modules)


def test_wherever_a_few_bytes_are_wrong_the_model_stays_sound() -> None:
    """Damage at places of all kinds: sound columns or a refusal, nothing else."""
    data = bytearray(content("webpack5.verbose"))
    chance = np.random.default_rng(7)
    for at, byte in zip(
        chance.integers(0, len(data), 60), chance.integers(0, 256, 60), strict=True
    ):
        damaged = bytearray(data)
        damaged[at] = byte
        with contextlib.suppress(UnreadableInput):
            found, _ = read(bytes(damaged))
            assert len(set(names(found))) == len(found.modules)


@pytest.mark.parametrize(
    "stats",
    [
        {"modules": [module("src/a.js", chunks=[0])]},
        {"chunks": [{**_CHUNK, "modules": [module("src/a.js")]}]},
        {"chunks": [_CHUNK], "modules": [{"type": "hidden modules", "moduleType": "x"}]},
    ],
)
def test_little_more_than_modules_is_enough_to_know_stats(stats: dict[str, object]) -> None:
    """As `toJson({ all: false, modules: true })` writes them."""
    assert WebpackStats().sniff(Source.from_bytes(json.dumps(stats).encode())).certainty > 0.5


def test_lists_of_other_formats_are_no_stats() -> None:
    for other in ({"modules": [{"id": "a", "name": "b"}]}, {"chunks": [{"fileName": "a.js"}]}):
        assert WebpackStats().sniff(Source.from_bytes(json.dumps(other).encode())).certainty == 0
