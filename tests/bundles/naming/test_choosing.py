from __future__ import annotations

import pytest

from perfview.bundles.naming.choosing import modules_named, packages_named
from perfview.bundles.study import Study
from perfview.findings.forecast import UnanswerableError
from tests.bundles.building import BundleBuilder

PATHS = (
    "src/app.js",
    "src/admin/app.js",
    "src/admin/users/index.js",
    "src/admin/users/list.js",
    "node_modules/immer/index.js",
    "node_modules/@reduxjs/toolkit/node_modules/immer/index.js",
    "node_modules/@reduxjs/toolkit/index.js",
)


@pytest.fixture(scope="module")
def study() -> Study:
    made = BundleBuilder()
    for path in PATHS:
        made.module(path)
    return made.study()


def named(study: Study, text: str) -> list[str]:
    return [study.name_of(int(row)) for row in modules_named(study, text, "--lazy")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("src/app.js", ["src/app.js"]),
        ("./src/app.js", ["src/app.js"]),
        ("src\\app.js", ["src/app.js"]),
        ("admin/app.js", ["src/admin/app.js"]),
        ("list", ["src/admin/users/list.js"]),
        ("users", ["src/admin/users/index.js", "src/admin/users/list.js"]),
        ("src/admin/users/", ["src/admin/users/index.js", "src/admin/users/list.js"]),
        ("immer", [PATHS[4], PATHS[5]]),
        ("node_modules/immer", [PATHS[4]]),
        ("@reduxjs/toolkit", [PATHS[6]]),
        ("SRC/ADMIN/APP", ["src/admin/app.js"]),
    ],
)
def test_a_text_means_what_is_unique(study: Study, text: str, expected: list[str]) -> None:
    assert named(study, text) == expected


def test_what_is_not_unique_is_listed(study: Study) -> None:
    with pytest.raises(UnanswerableError, match=r"fits 4 things.*src/admin/app.js") as raised:
        named(study, "src/a")
    assert raised.value.option == "--lazy"


def test_nothing_is_not_everything(study: Study) -> None:
    with pytest.raises(UnanswerableError, match="Name a module"):
        named(study, " ")


def test_packages_are_told_by_name_or_folder(study: Study) -> None:
    assert len(packages_named(study, "immer", "--remove")) == 2
    assert len(packages_named(study, "node_modules/immer", "--remove")) == 1
    with pytest.raises(UnanswerableError, match="There are: @reduxjs/toolkit"):
        packages_named(study, "toolkit", "--remove")


def test_a_file_means_all_modules_made_of_it() -> None:
    made = BundleBuilder()
    parts = ("src/A.vue", "src/A.vue?vue&type=script", "src/A.vue?vue&type=script (2)")
    for path in (*parts, "src/page.js", "src/page.js (rsc)", "src/AA.vue"):
        made.module(path)
    study = made.study()
    assert named(study, "src/A.vue") == list(parts)
    assert named(study, "A.vue") == list(parts)
    assert named(study, "page.js") == ["src/page.js", "src/page.js (rsc)"]
    assert named(study, "src/A.vue?vue&type=script") == [parts[1]]
    assert named(study, "script (2)") == [parts[2]]
