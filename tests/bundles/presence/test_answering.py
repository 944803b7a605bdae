from __future__ import annotations

import pytest

from perfview.bundles.model import BundleModel
from perfview.bundles.presence.answering import answer
from perfview.bundles.study import Study
from perfview.findings.forecast import UnanswerableError
from tests.bundles.building import BundleBuilder


def shop() -> Study:
    made = BundleBuilder("esbuild")
    made.chunk("main", initial=True)
    made.chunk("report", parents=("main",))
    made.module("src/index.js", 100, chunk="main", entry=True)
    made.module("src/dates.js", 20, chunk="main")
    made.module("node_modules/moment/moment.js", 3000, chunk="main")
    made.module("node_modules/moment/locale/de.js", 100, chunk="main")
    made.module("src/report.js", 10, chunk="report")
    made.imports("src/index.js", "src/dates.js", line=4)
    made.imports("src/dates.js", "node_modules/moment/moment.js")
    made.imports("node_modules/moment/moment.js", "node_modules/moment/locale/de.js")
    made.lazily("src/index.js", "src/report.js")
    made.imports("src/report.js", "node_modules/moment/moment.js")
    return made.study()


def test_a_module_is_told_with_its_ways_and_the_import_that_holds_it() -> None:
    found = answer(shop(), "moment.js", 3)
    assert found.subject == "node_modules/moment/moment.js ships 3.00 kB, all of it at start."
    reason = found.reasons[0]
    assert "Without src/dates.js → node_modules/moment/moment.js it would not." in reason.sentence
    assert reason.paths[0].startswith("src/index.js:4 → src/dates.js:1 → node_modules/moment/")
    assert reason.told["retained_bytes"] == 3100
    assert reason.told["sole_import"]["source"] == "src/dates.js"


def test_a_package_is_told_by_who_imports_it() -> None:
    found = answer(shop(), "moment", 3)
    assert found.subject.startswith("“moment” is 2 modules: 3.10 kB")
    assert {group.way for group in found.groups} == {
        "imported by src/dates.js",
        "imported by src/report.js",
    }
    assert [each.name for each in found.reasons] == ["node_modules/moment/moment.js"]


def test_what_loads_later_is_told_with_its_later_import() -> None:
    found = answer(shop(), "src/report.js", 3)
    assert "loads later" in found.reasons[0].sentence
    assert found.reasons[0].paths == ("src/index.js:1 ⇢ src/report.js",)
    assert found.reasons[0].told["sole_import"] is None


def test_an_entry_is_one() -> None:
    assert answer(shop(), "src/index.js", 3).reasons[0].sentence.endswith("an entry of the build.")


def test_what_is_not_there_or_not_clear_is_said() -> None:
    with pytest.raises(UnanswerableError, match="Nothing in this build is called “leftpad”"):
        answer(shop(), "leftpad", 3)
    with pytest.raises(UnanswerableError, match=r"fits 2 things: .*moment.js.*locale/de.js"):
        answer(shop(), "node_modules/mo", 3)
    with pytest.raises(UnanswerableError, match="no modules"):
        answer(Study(BundleModel()), "x", 3)
