from __future__ import annotations

from perfview.queries.checking.verdicts import REJECTED, judged
from perfview.queries.furnished import Checked
from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.queries.schema.model import PLAN, PLANNER, IndexColumn

SERVER = "PostgreSQL 15, database shop"


def suggestion(table: str) -> Suggestion:
    helped = (Helped(0, 100, 10, 9e6), Helped(1, 100, 10, 9e6))
    return Suggestion(table, (IndexColumn("a"),), helped=helped, level="schema", confidence=0.6)


def key(table: str, statement: int) -> tuple[str, int]:
    return suggestion(table).ddl("postgres", concurrently=False), statement


def test_nothing_asked_changes_nothing() -> None:
    before = [suggestion("t")]
    assert judged(before, Checked()) == before
    assert judged(before, Checked(SERVER)) == before


def test_a_confirmed_index_helps_only_what_it_helps() -> None:
    costs = {key("t", 0): (200.0, 110.0), key("t", 1): (200.0, 199.0)}
    found = judged([suggestion("t")], Checked(SERVER, costs))[0]
    assert (found.level, found.confidence > 0.9) == (PLANNER, True)
    assert [(h.statement, h.cost_after) for h in found.helped] == [(0, 110.0)]
    assert abs(found.helped[0].time_saved_ns - 4.5e6) < 1


def test_a_refuted_index_is_last_and_says_why() -> None:
    costs = {key("bad", 0): (200.0, 200.0), key("good", 0): (200.0, 2.0)}
    found = judged([suggestion("bad"), suggestion("good")], Checked(SERVER, costs))
    assert [each.table for each in found] == ["good", "bad"]
    assert found[1].confidence == REJECTED
    assert SERVER in found[1].doubts[-1]


def test_without_hypothetical_indexes_a_scan_confirms() -> None:
    scans = {key("t", 0): True, key("u", 0): False}
    read, spared = judged([suggestion("t"), suggestion("u")], Checked(SERVER, scans=scans))
    assert (read.level, read.confidence) == (PLAN, 0.85)
    assert spared.confidence == 0.3
    assert "does not read the whole table" in spared.doubts[-1]
