from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.bundles.curated.known_packages import KnownPackages, known_packages, matches


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path))
    return tmp_path / "known-packages.json"


def shipped(own: Path) -> KnownPackages:
    assert not own.exists()
    return known_packages()


def test_every_entry_that_ships_is_read(own: Path) -> None:
    table = json.loads((Path(__file__).parents[3] / "resources/known-packages.json").read_text())
    known = shipped(own)
    for part in ("families", "replaceable", "collections", "collection_folders", "polyfills"):
        assert len(getattr(known, part)) == len(table[part]), part
    assert len(known.helper_modules) == len(table["helpers"]["modules"])
    assert len(known.helper_marks) == len(table["helpers"]["marks"])


def test_what_ships_makes_sense(own: Path) -> None:
    known = shipped(own)
    assert all(len(family.members) >= 2 for family in known.families)
    assert len({family.job for family in known.families}) == len(known.families)
    assert all(0 <= low <= high for low, high in (each.adds for each in known.replaceable))
    assert all(each.before for each in known.replaceable)
    assert all(each.after for each in known.collections)
    assert known.is_polyfill("core-js")
    assert not known.is_polyfill("react")


def test_ones_own_entries_come_first(own: Path) -> None:
    mine = {
        "replaceable": [
            {"package": "axios", "by": "our client", "because": "we have one", "adds": [1, 2]}
        ],
        "families": [{"job": "maps", "members": ["@acme/maps", "leaflet"]}],
    }
    own.write_text(json.dumps(mine))
    known = known_packages()
    axios = [each for each in known.replaceable if each.package == "axios"]
    assert [each.by for each in axios] == ["our client"]
    assert known.families[0].members[0].name == "@acme/maps"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"families": 3}', "[" * 100_000])
def test_a_file_that_is_none_takes_nothing_away(own: Path, text: str) -> None:
    before = known_packages()
    own.write_text(text)
    assert known_packages() == before


def test_a_bad_entry_takes_no_other_away(own: Path) -> None:
    bad = [{"package": 3}, None, {"package": "a", "by": "b", "because": "c", "adds": "x"}]
    good = {"package": "mine", "by": "yours", "because": "so", "effort": "small"}
    own.write_text(json.dumps({"replaceable": [*bad, good], "polyfills": [3, "shim"]}))
    known = known_packages()
    assert known.replaceable[0].package == "mine"
    assert known.polyfills[0] == "shim"


def test_patterns() -> None:
    assert matches("lodash.debounce", ("lodash.*",))
    assert not matches("lodash", ("lodash.*",))
