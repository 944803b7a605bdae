from __future__ import annotations

from perfview.bundles.patterns.copies import counterparts, modules_in
from perfview.bundles.scenarios.answering import answer
from perfview.bundles.scenarios.edits import DEDUPE, Edit
from perfview.bundles.scenarios.sizes import Outcome, outcome
from perfview.bundles.study import Study
from perfview.findings.resizing import SizeChange
from tests.bundles.building import BundleBuilder

OLD, NEW = "node_modules/codes", "node_modules/text/node_modules/codes"


def built(*shaken: tuple[str, int]) -> Study:
    """An old copy that own code encodes with, and a new one of which only decoding ships;
    `shaken`: modules of it that the build tells without a place, with their sizes."""
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/app.js", 500, chunk="main", entry=True)
    made.module("node_modules/text/index.js", 700, chunk="main")
    made.module(f"{OLD}/lib/index.js", 200, chunk="main")
    made.module(f"{OLD}/lib/encode.js", 2_000, chunk="main")
    made.module(f"{OLD}/lib/table.json", 6_000, chunk="main", kind="data")
    made.module(f"{OLD}/lib/decode.js", 3_000, chunk="main")
    made.module(f"{NEW}/lib/esm/decode.js", 8_000, chunk="main", shipped=4_000)
    made.module(f"{NEW}/lib/esm/points.js", 2_000, chunk="main", shipped=1_000)
    for path, size in shaken:
        made.module(f"{NEW}/lib/esm/{path}", size)
    made.imports("src/app.js", f"{OLD}/lib/index.js", "node_modules/text/index.js")
    made.imports("node_modules/text/index.js", f"{NEW}/lib/esm/decode.js")
    made.imports(f"{OLD}/lib/index.js", f"{OLD}/lib/encode.js", f"{OLD}/lib/decode.js")
    made.imports(f"{OLD}/lib/encode.js", f"{OLD}/lib/table.json")
    made.imports(f"{NEW}/lib/esm/decode.js", f"{NEW}/lib/esm/points.js")
    if len(shaken) > 1:
        first, second = (f"{NEW}/lib/esm/{path}" for path, _ in shaken)
        made.imports(first, second, active=False)
    return made.study()


def deduped(study: Study) -> Outcome:
    folders = [study.model.strings[each] for each in study.model.packages.folder.tolist()]
    gone, kept = folders.index(OLD), folders.index(NEW)
    targets, onto = modules_in(study, [gone]), counterparts(study, gone, kept)
    return outcome(study, [Edit(DEDUPE, "", targets=targets, onto=onto)])


def test_what_was_shaken_off_the_copy_that_stays_ships_then() -> None:
    """Half of what ships of it is left of its source, so half of 3 kB and 1 kB is likely."""
    found = deduped(built(("encode.js", 3_000), ("codes-of-names.js", 1_000)))
    assert found.may_ship == 4_000
    assert found.saved_initial == 11_200 - 2_000
    assert (found.low, found.high) == (11_200 - 4_000, 11_200)


def test_what_no_counterpart_is_told_of_may_come_in_another_shape() -> None:
    found = deduped(built())
    assert found.may_ship == 2_000 + 6_000
    assert found.saved_initial == 11_200 - 4_000
    assert (found.low, found.high) == (11_200 - 8_000, 11_200)


def test_a_copy_that_has_all_that_is_asked_ships_no_more() -> None:
    study = built()
    folders = [study.model.strings[each] for each in study.model.packages.folder.tolist()]
    gone, kept = folders.index(NEW), folders.index(OLD)
    edit = Edit(DEDUPE, "", targets=modules_in(study, [gone]), onto=counterparts(study, gone, kept))
    found = outcome(study, [edit])
    assert found.low == found.high == found.saved_initial == 5_000


def test_the_answer_tells_the_range() -> None:
    told = answer(built(("encode.js", 3_000)), [SizeChange("dedupe", NEW)])
    assert told.told["saves"]["may_ship_bytes"] == 3_000
    assert any("The copy that stays ships more" in note for note in told.notes)
