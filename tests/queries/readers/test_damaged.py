"""Files that are cut, garbled or hostile give what can honestly be kept, or one clear message."""

from __future__ import annotations

import random

import pytest

from perfview.queries.plans.reading import plan_as_text
from perfview.queries.readers.explain_plans import ExplainPlans
from perfview.queries.readers.mongodb_log import MongoDbLog
from perfview.queries.readers.mongodb_profiler import MongoDbProfiler
from perfview.queries.readers.mysql_slow_log import MySqlSlowLog
from perfview.queries.readers.performance_schema import PerformanceSchema
from perfview.queries.readers.pg_stat_statements import PgStatStatements
from perfview.queries.readers.pgbouncer_log import PgBouncerLog
from perfview.queries.soundness import is_sound_model
from perfview.queries.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader
from perfview.recording.source import Source
from tests.queries.readers import test_mongodb, test_pgbouncer
from tests.queries.readers.reading import sample

_READERS: tuple[type[Reader], ...] = (
    MySqlSlowLog, PgStatStatements, PerformanceSchema, ExplainPlans, MongoDbLog, MongoDbProfiler,
    PgBouncerLog,
)  # fmt: skip
_WORDS = (b"1e999", b"-1", b"NaN", b"9" * 30, b"{", b"[", b'"', b"\n", b"\0", b"\xff\xfe", b"# ",
          b"-> ", b"'", b"(", b'"Plans":[{}]')  # fmt: skip


def _contents() -> list[bytes]:
    recorded = [
        sample(name)[:6000]
        for name in (
            "mariadb1011_slow.log", "mariadb1011_digest.tsv", "mariadb1011_analyze.json",
            "pg_stat_statements15.csv", "postgres15_plans.json", "postgres15_plans.txt",
        )
    ]  # fmt: skip
    return [*recorded, test_mongodb.OLD_LOG.encode(), test_pgbouncer.LOG.encode()]


def _damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        way = chance.randrange(4)
        if way == 0:
            del changed[at:]
        elif way == 1:
            changed[at:at] = chance.choice(_WORDS)
        elif way == 2:
            del changed[at : at + chance.randrange(40)]
        else:
            changed[at:at] = changed[at : at + chance.randrange(200)]
    return bytes(changed) or b" "


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_never_crash(seed: int) -> None:
    chance = random.Random(seed)
    kept = 0
    for content in _contents():
        for _ in range(3):
            damaged = _damaged(content, chance)
            for reader in _READERS:
                kept += _is_kept(reader, damaged)
    assert kept


def _is_kept(reader: type[Reader], content: bytes) -> bool:
    with Source.from_bytes(content) as source:
        if not reader().sniff(source).certainty:
            return False
        try:
            model, report = reader().read(source, Progress())
        except UnreadableInput:
            return False
    assert is_sound_model(model)
    study = Study(model, report)
    assert len(study.totals.calls) == len(model.statements)
    assert len(study.node_costs.own_ns) == len(model.plan_nodes)
    for plan in range(min(len(model.plans), 2)):
        assert plan_as_text(model.strings, model.plans, model.plan_nodes, plan)
    return True


def test_texts_after_a_hash_are_no_entries() -> None:
    head = b"# User@Host: a[a] @ h []\n# Query_time: 1  Lock_time: 0\nSET timestamp=5;\n"
    content = (head + b"# administrator command: Quit;\n") * 500 + head + b"select 1;\n"
    with Source.from_bytes(content) as source:
        model, report = MySqlSlowLog().read(source, Progress())
    assert len(model.calls) == 1
    assert report.find("administrator-command").count == 500
