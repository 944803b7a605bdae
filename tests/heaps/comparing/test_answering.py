"""What `perfview compare` says of two snapshots."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from perfview.engine.comparing import grows_by
from perfview.findings.comparison import Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.heaps.comparing.answering import answer
from perfview.heaps.model import HeapModel, Moments
from perfview.heaps.study import Study
from tests.heaps.comparing import programs
from tests.heaps.corpus import TRUTHS, recorded, truth

SCHEMA = json.loads((Path(__file__).parents[3] / "resources/compare.schema.json").read_text())


def _compared(**wanted: object) -> Comparison:
    return answer(programs.before(), programs.after(), Comparing(**wanted))  # type: ignore[arg-type]


def _plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_verdict_names_what_came_and_what_keeps_it() -> None:
    assert _plain(_compared().verdict) == (
        "The heap has grown by 25.0 kB (+50 %), all of it in 30 new Session objects and what they "
        "hold, kept by EventBus.listeners."
    )


def test_verdict_of_a_heap_that_shrank() -> None:
    found = answer(programs.after(), programs.before(), Comparing())
    assert _plain(found.verdict) == (
        "The heap has shrunk by 25.0 kB (−33 %): 30 Session objects are gone (−25.0 kB)."
    )
    assert grows_by(found) == 0


def test_verdict_of_two_equal_heaps() -> None:
    found = answer(programs.before(), programs.before(), Comparing())
    assert found.verdict == "The heap is exactly as large as before."
    assert found.rows == ()


def test_rows_have_own_and_retained_and_make_up_the_change() -> None:
    found = _compared(limit=0)
    session = found.rows[0]
    assert session.name == "Session"
    assert (session.own.before, session.own.after) == (40 * 48, 60 * 48)
    assert (session.total.before, session.total.after) == (40 * 1248, 60 * 1248)
    assert _plain(session.why) == "30 new, 10 gone, with what they hold +25.0 kB"
    assert sum(row.moved for row in found.rows) == found.whole.amount
    assert not session.own.is_noise


def test_limit_leaves_rows_out() -> None:
    found = _compared(limit=1)
    assert len(found.rows) == 1
    assert found.left_out == len(_compared(limit=0).rows) - 1


def test_comparing_by_count_and_by_retained_size() -> None:
    by_count = _compared(metric="count")
    assert (by_count.unit, by_count.whole_unit) == ("count", "count")
    assert by_count.whole.amount == 60
    assert by_count.rows[0].own.amount == 20
    by_retained = _compared(metric="retained_bytes")
    sizes = [abs(row.total.amount) for row in by_retained.rows]
    assert sizes == sorted(sizes, reverse=True)
    with pytest.raises(UnanswerableError, match="self_bytes, retained_bytes, count"):
        _compared(metric="samples")


def test_shares_of_the_heap() -> None:
    found = _compared(normalise=True)
    assert found.unit == "ratio"
    session = next(row for row in found.rows if row.name == "Session")
    assert 0 < session.own.before < session.total.before < 1


def test_another_process_is_told_and_compared_by_class() -> None:
    found = answer(programs.before(), programs.other_process(), Comparing())
    assert found.told["sameProcess"] is False
    assert found.verdict.startswith("The second heap is ")
    assert any("not of one process" in note for note in found.notes)


def test_snapshots_in_the_wrong_order_are_told() -> None:
    found = answer(programs.after(), programs.before(), Comparing())
    assert any("seems to be the earlier one" in note for note in found.notes)
    assert not any("seems" in note for note in _compared().notes)


def test_answer_for_programs_tells_of_each_row_what_came_and_went() -> None:
    found = _compared()
    told = found.told["classes"][0]
    assert told == {
        "key": ",Session",
        "countBefore": 40,
        "countAfter": 60,
        "addedCount": 30,
        "addedBytes": 30 * 48,
        "removedCount": 10,
        "removedBytes": 10 * 48,
        "grownBytes": 0,
    }
    assert len(found.told["classes"]) == len(found.rows)
    jsonschema.validate(found.told["objects"], SCHEMA["properties"]["objects"])
    jsonschema.validate(found.told["classes"], SCHEMA["properties"]["classes"])


def test_a_snapshot_and_a_series_have_nothing_in_common() -> None:
    series = Study(HeapModel(moments=Moments(name=["rss"])))
    with pytest.raises(UnanswerableError, match="no number in common"):
        answer(programs.before(), series, Comparing())


@pytest.mark.parametrize("name", [name for name in TRUTHS if truth(name)[0].get("diff")])
def test_verdict_on_recorded_leaks_names_most_of_the_growth(name: str) -> None:
    base = truth(name)[0]["diff_base"].removesuffix(".heapsnapshot")
    found = answer(recorded(base), recorded(name), Comparing())
    assert found.told["sameProcess"] is True
    if ".leak.final" in name:
        assert found.whole.amount > 0
        assert sum(row.moved for row in found.movers) > 0.7 * found.whole.amount
        assert " new " in found.verdict
