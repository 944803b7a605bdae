"""Source files of profiles: found where recorded or beside, never where they must not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.profiles.sources import lookup
from perfview.profiles.sources.lookup import MOST_BYTES, MOST_FILES, Reached, sources_of
from perfview.profiles.sources.places import Places
from perfview.profiles.study import Study
from perfview.recording.source import Source
from tests.profiles.building import profile

CODE = "import os\n\ndef run():\n    return 1\n"


def study_of(place: str, source: Source | None = None) -> Study:
    made = profile(f"run@{place}:3 10")
    return Study(made.model, source=source)


@pytest.mark.parametrize("prefix", ["", "file://"])
def test_files_are_read_where_they_were_recorded(tmp_path: Path, prefix: str) -> None:
    (tmp_path / "app.py").write_text(CODE)
    assert sources_of(study_of(f"{prefix}{tmp_path}/app.py")).line(0, 4) == "    return 1"


def test_files_are_found_beside_the_profile(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "app.py").write_text(CODE)
    (tmp_path / "a.json").write_text("{}")
    with Source(tmp_path / "a.json") as source:
        assert sources_of(study_of("lib/app.py", source)).line(0, 3) == "def run():"
        assert sources_of(study_of("/srv/other/web.py", source)).line(0, 3) == ""


def test_a_function_that_is_elsewhere_now_has_no_source(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("\n" * 20 + CODE)
    assert sources_of(study_of(f"{tmp_path}/app.py")).lines_of(0) is None


@pytest.mark.parametrize(
    "place",
    [
        "/etc/passwd",
        "//server/share/app.py",
        "\\\\server\\share\\app.py",
        "file://server/share/app.py",
        "http://127.0.0.1:1/app.js",
        "node:fs",
        "<string>",
        "a\0b.py",
        "file://[bad/app.py",
    ],
)
def test_other_places_are_not_asked(place: str) -> None:
    assert sources_of(study_of(place)).lines(place) is None


def test_bundles_and_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes(b"x" * (MOST_BYTES + 1))
    (tmp_path / "dir.py").mkdir()
    sources = sources_of(study_of(f"{tmp_path}/app.py"))
    assert sources.lines(f"{tmp_path}/app.py") is None
    assert sources.lines(f"{tmp_path}/dir.py") is None


def test_files_of_other_machines_are_found_in_chosen_folders(tmp_path: Path) -> None:
    for folder in ("one/shop", "two/blog"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "app.py").write_text(CODE.replace("1", f"'{folder}'"))
    sources = sources_of(study_of("/srv/build/shop/app.py"))
    assert sources.reach(0).reached is Reached.MISSING
    sources.look_in([tmp_path])
    assert sources.line(0, 4) == "    return 'one/shop'"


def test_of_files_that_match_equally_well_none_is_taken(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "app.py").write_text(CODE)
    sources = sources_of(study_of("/srv/shop/app.py"))
    sources.look_in([tmp_path])
    assert sources.lines_of(0) is None


def test_what_has_changed_is_told_apart_from_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("\n" * 20 + CODE)
    reach = sources_of(study_of(f"{tmp_path}/app.py")).reach(0)
    assert reach.reached is Reached.CHANGED
    assert reach.found is not None
    assert reach.found.path == f"{tmp_path}/app.py"
    assert sources_of(study_of("<string>")).reach(0).reached is Reached.NO_FILE


def test_a_later_place_is_taken_when_the_first_has_changed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "old" / "app.py").write_text("\n" * 20 + CODE)
    (tmp_path / "new" / "app.py").write_text(CODE)
    (tmp_path / "new" / "a.json").write_text("{}")
    with Source(tmp_path / "new" / "a.json") as source:
        sources = sources_of(study_of(f"{tmp_path}/old/app.py", source))
        assert sources.line(0, 3) == "def run():"


@pytest.mark.parametrize("file", ["dist/app.js", "{here}/dist/app.js", "file://{here}/dist/app.js"])
def test_places_are_worth_asking_where_something_may_be(tmp_path: Path, file: str) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "a.json").write_text("{}")
    with Source(tmp_path / "a.json") as source:
        places = Places(source)
        assert places.may_hold(file.format(here=tmp_path))
        assert places.may_hold("http://host/x/y/a.json?v=1")
        assert not places.may_hold("http://host/x/y/b.js")
        assert not places.may_hold(f"file://{tmp_path}/gone/app.js")
    assert Places(None, [tmp_path]).may_hold("/anywhere/app.js")


def test_a_call_where_a_function_was_is_not_the_function(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("\n\n\nrun()\n\n\n\n\n\ndef run():\n    return 1\n")
    assert sources_of(study_of(f"{tmp_path}/app.py")).reach(0).reached is Reached.CHANGED


def test_a_file_most_of_whose_functions_moved_has_changed(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("\n" * 9 + "a();\n" + "function a() {}\nfunction b() {}\n")
    place = f"{tmp_path}/app.js"
    made = profile(f"a@{place}:8 1", f"b@{place}:2 1", f"c@{place}:3 1")
    assert sources_of(made).reach(0).reached is Reached.CHANGED
    one = profile(f"a@{place}:8 1")
    assert sources_of(one).reach(0).reached is Reached.HERE


def test_files_asked_for_first_are_let_go_of_first(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 5):
        (tmp_path / f"app{number}.py").write_text(CODE)
    made = profile(*(f"run@{tmp_path}/app{n}.py:3 1" for n in range(MOST_FILES + 5)))
    sources = sources_of(made)
    for function in range(MOST_FILES + 5):
        assert sources.line(function, 3) == "def run():"
    assert len(sources._known) == MOST_FILES


def test_no_more_is_kept_than_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_KEPT", 3 * len(CODE))
    for number in range(6):
        (tmp_path / f"app{number}.py").write_text(CODE)
    sources = sources_of(profile(*(f"run@{tmp_path}/app{n}.py:3 1" for n in range(6))))
    assert [sources.line(function, 3) for function in range(6)] == ["def run():"] * 6
    assert len(sources._known) == 3


def test_a_constructor_has_the_name_of_its_class(tmp_path: Path) -> None:
    path = tmp_path / "shop.ts"
    path.write_text("class Cart {\n" + "\n" * 9 + "  constructor(limit) {\n  }\n}\n")
    assert sources_of(profile(f"Cart@{path}:11 1")).reach(0).reached is Reached.HERE
