from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.bundles.scenarios.answering import answer
from perfview.bundles.scenarios.edits import CUT, LAZY, Edit
from perfview.bundles.scenarios.pinning import pins
from perfview.bundles.scenarios.sizes import outcome
from perfview.bundles.study import Study
from perfview.findings.resizing import SizeChange
from perfview.recording.strings import StringTable
from tests.bundles.building import BundleBuilder

NAMED = "split chunk (cache group: vendors) (name: vendors)"


def built(reason: str = NAMED, bundler: str = "webpack", later: str = "vendors") -> Study:
    """An app with its packages in one chunk; `later` is the chunk of one that a route asks for."""
    made = BundleBuilder(bundler)
    made.chunk("main", initial=True)
    made.chunk("vendors", initial=True)
    made.chunk("route", parents=("main",))
    made.module("src/app.js", 500, chunk="main", entry=True)
    made.module("src/export.js", 400, chunk="main")
    made.module("src/route.js", 300, chunk="route")
    made.module("node_modules/ui/index.js", 2_000, chunk="vendors")
    made.module("node_modules/heavy/index.js", 9_000, chunk="vendors")
    made.module("node_modules/seldom/index.js", 3_000, chunk=later)
    made.imports("src/app.js", "src/export.js", "node_modules/ui/index.js")
    made.imports("src/export.js", "node_modules/heavy/index.js")
    made.imports("src/route.js", "node_modules/seldom/index.js")
    made.lazily("src/app.js", "src/route.js")
    model = made.model()
    texts = [model.strings[number] for number in range(len(model.strings))]
    reasons = np.array([-1, len(texts) if reason else -1, -1], np.int32)
    is_entry = np.array([True, False, False])
    chunks = replace(model.chunks, reason=reasons, is_entry=is_entry)
    return Study(replace(model, chunks=chunks, strings=StringTable.of([*texts, reason])))


def change(kind: str) -> Edit:
    return Edit(kind, "", np.array([0], np.int32), np.array([1], np.int32))


@pytest.mark.parametrize(("reason", "bundler"), [(NAMED, "webpack"), ("", "rollup")])
def test_packages_stay_in_the_chunk_that_settings_put_them_in(reason: str, bundler: str) -> None:
    study = built(reason, bundler)
    found = outcome(study, [change(LAZY)])
    assert [study.name_of(int(each)) for each in found.leaves] == ["src/export.js"]
    assert found.saved_initial == 400
    [(pin, kept)] = found.stays
    assert (pin.chunk, [study.package_of(int(each)) for each in kept]) == (1, ["heavy"])


def test_what_nothing_needs_any_more_goes_from_there_too() -> None:
    found = outcome(built(), [change(CUT)])
    assert (found.saved_initial, found.saved_total) == (9_400, 9_400)
    assert found.stays == ()


@pytest.mark.parametrize(
    ("reason", "later"),
    [
        ("split chunk (cache group: defaultVendors)", "vendors"),
        ("split chunk (cache group: vendors) (name: vendors~main)", "vendors"),
        (NAMED, "route"),
    ],
)
def test_chunks_that_follow_from_who_asks_hold_nothing(reason: str, later: str) -> None:
    study = built(reason, later=later)
    assert pins(study) == ()
    assert outcome(study, [change(LAZY)]).saved_initial == 9_400


def test_the_answer_says_what_stays() -> None:
    told = answer(built(), [SizeChange("lazy", "src/app.js\nsrc/export.js")])
    [note] = [note for note in told.notes if "kept in vendors" in note]
    assert "heavy (9.00\u202fkB)" in note
