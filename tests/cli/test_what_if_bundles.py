from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from perfview.cli.changes import in_one_form
from tests.cli.conftest import Run

BUILD = Path(__file__).parents[1] / "bundles/scenarios/data/mini.esbuild.tar.xz"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Statistics of a small build with the built files beside them."""
    space = tmp_path_factory.mktemp("build")
    with tarfile.open(BUILD) as built:
        built.extractall(space, filter="data")
    return space / "esbuild" / "stats.json"


def test_programs_get_sizes_before_and_after(run: Run, build: Path) -> None:
    ran = run("what-if", build, "--lazy", "index.jsx", "export.js", "--json")
    assert ran.code == 0
    told = json.loads(ran.out)
    assert set(told["before"]) == {"initial", "total"}
    assert set(told["after"]["initial"]) == {"raw", "gzip", "brotli"}
    for size in ("raw", "gzip", "brotli"):
        assert 0 < told["after"]["initial"][size] < told["before"]["initial"][size]
    assert told["leaves"] == ["src/export.js"] or "src/export.js" in told["leaves"]
    assert told["joins"] == told["gone"] == []
    assert told["schemaVersion"] == 1
    assert told["changes"] == [{"kind": "lazy", "what": ["index.jsx", "export.js"]}]
    assert "overall" not in told


def test_people_get_a_page(run: Run, build: Path) -> None:
    ran = run("what-if", build, "--cut", "src/index.jsx", "tables/big.js", "--lazy", "index.jsx",
              "export.js")  # fmt: skip
    assert ran.code == 0
    for words in ("JavaScript at start", "All JavaScript", "gzip", "brotli", "src/export.js"):
        assert words in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_barrels_are_named_by_their_folder(run: Run, build: Path) -> None:
    told = json.loads(run("what-if", build, "--bypass", "src/widgets", "--json").out)
    assert "src/widgets/Plot.js" in told["leaves"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--lazy", "index.jsx", "nothing.js"), "called “nothing.js”"),
        (("--lazy", "index.jsx", "detail.js"), "already"),
        (("--cut", "detail.js", "big.js"), "imported by src/index.jsx"),
        (("--remove", "react"), "No package “react”"),
        (("--dedupe", "react"), "No package “react”"),
        (("--bypass", "tables/big.js"), "passes on no module"),
        (("--bypass", "src/tables"), "name the barrel"),
        (("--cut", "src/index.jsx"), "Name a module"),
        (("--lazy", "index.jsx", "export.js", "--operation", "x"), "leave out"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_there(
    run: Run, build: Path, wrong: tuple[str, ...], said: str
) -> None:
    ran = run("what-if", build, *wrong)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert ran.out == ""


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["FILE", "--cut", "A.b"], ["FILE", "--cut", "A.b"]),
        (["--cut", "A.b", "FILE"], ["--cut", "A.b", "FILE"]),
        (["FILE", "--cut", "a", "b", "--json"], ["FILE", "--cut", "a\nb", "--json"]),
        (["--cut", "", "b", "FILE"], ["--cut", "\nb", "FILE"]),
        (["--cut", "A.b", "--cut", "C.d", "FILE"], ["--cut", "A.b", "--cut", "C.d", "FILE"]),
        (["FILE", "--remove", "moment"], ["FILE", "--remove", "moment"]),
        (["--operation", "x", "--remove", "FILE"], ["--operation", "x", "--remove=", "FILE"]),
        (["FILE", "--remove", "--json"], ["FILE", "--remove=", "--json"]),
        (["--lazy", "a", "b", "FILE"], ["--lazy", "a", "b", "FILE"]),
    ],
)
def test_arguments_are_put_into_one_form(given: list[str], read: list[str]) -> None:
    values = {"--cut": 1, "--lazy": 2, "--operation": 1, "--remove": 1, "--json": 0}
    assert in_one_form(given, values) == read
