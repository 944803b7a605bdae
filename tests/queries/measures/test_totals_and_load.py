"""Sums by statement and over time, against plain loops."""

from __future__ import annotations

import numpy as np

from perfview.queries.gathering.building import filled
from perfview.queries.measures.load import load
from perfview.queries.measures.totals import statement_totals
from perfview.queries.model import NO_TIME, Calls, QueryModel, Statements, Totals
from perfview.queries.study import Study
from perfview.recording.strings import StringTable


def _study(count: int = 2000, statements: int = 7) -> Study:
    chance = np.random.default_rng(8)
    calls = filled(
        Calls,
        count,
        statement=chance.integers(0, statements - 1, count).astype(np.int32),
        start_ns=np.sort(chance.integers(0, 10**9, count)),
        duration_ns=np.where(chance.random(count) < 0.1, -1, chance.integers(0, 10**7, count)),
        rows=np.where(chance.random(count) < 0.5, -1, chance.integers(0, 50, count)),
        session=chance.integers(-1, 4, count).astype(np.int32),
        failed=chance.random(count) < 0.2,
    )
    table = filled(Statements, statements, text=np.zeros(statements, np.int32))
    return Study(QueryModel(strings=StringTable.of(["x"]), statements=table, calls=calls))


def test_sums_what_is_told() -> None:
    study = _study()
    calls, found = study.model.calls, statement_totals(study)
    for each in range(7):
        mine = calls.statement == each
        times = calls.duration_ns[mine & (calls.duration_ns >= 0)]
        assert found.calls[each] == mine.sum()
        assert found.failed[each] == calls.failed[mine].sum()
        if not len(times):
            assert (found.total_ns[each], found.p95_ns[each], found.sessions[each]) == (-1, -1, -1)
            assert found.first_ns[each] == NO_TIME
            continue
        assert found.total_ns[each] == times.sum()
        assert found.mean_ns[each] == times.sum() // len(times)
        assert found.p95_ns[each] == np.quantile(times, 0.95, method="inverted_cdf")
        assert found.p50_ns[each] == np.quantile(times, 0.5, method="inverted_cdf")
        assert found.max_ns[each] == times.max()
        assert found.rows[each] == calls.rows[mine & (calls.rows >= 0)].sum()
        assert found.sessions[each] == len(set(calls.session[mine].tolist()) - {-1})
        assert found.last_ns[each] == calls.start_ns[mine].max()
    assert found.is_timed
    assert found.whole_ns == found.total_ns[:-1].sum()
    assert abs(found.share.sum() - 1) < 1e-9


def test_the_server_s_own_sums_come_first() -> None:
    study = _study(10)
    totals = filled(
        Totals, 3, statement=np.array([1, 1, 4], np.int32), calls=np.array([2, 3, 4]),
        total_ns=np.array([10, 20, 30]), p95_ns=np.array([5, 9, -1]),
    )  # fmt: skip
    model = QueryModel(study.model.strings, study.model.statements, totals=totals)
    found = statement_totals(Study(model))
    assert found.calls.tolist() == [0, 5, 0, 0, 4, 0, 0]
    assert found.total_ns.tolist() == [-1, 30, -1, -1, 30, -1, -1]
    assert found.mean_ns[1] == 6
    assert found.p95_ns.tolist() == [-1, 9, -1, -1, -1, -1, -1]
    assert found.share[1] == 0.5


def test_calls_without_times_are_counted() -> None:
    calls = filled(Calls, 3, statement=np.array([0, 0, 1], np.int32))
    model = QueryModel(statements=filled(Statements, 2), calls=calls)
    found = statement_totals(Study(model))
    assert not found.is_timed
    assert found.share.tolist() == [2 / 3, 1 / 3]
    assert load(Study(model)).busy_ns.shape == (2, 0)


def test_load_shares_time_out_among_spans() -> None:
    study = _study()
    calls, found = study.model.calls, load(study, 50)
    assert found.busy_ns.sum() == np.maximum(calls.duration_ns, 0).sum()
    assert found.calls.sum() == len(calls)
    edges = found.edges_ns
    begin, end = calls.start_ns, calls.start_ns + np.maximum(calls.duration_ns, 0)
    mine = calls.statement == 3
    over = np.minimum(end[mine], edges[11]) - np.maximum(begin[mine], edges[10])
    assert found.busy_ns[3, 10] == np.maximum(over, 0).sum()
    inside = mine & (begin >= edges[10]) & (begin < edges[11]) & (calls.duration_ns >= 0)
    wanted = np.quantile(calls.duration_ns[inside], 0.95, method="inverted_cdf")
    assert found.p95_ns[3, 10] == wanted


def test_load_of_a_part() -> None:
    study = _study()
    part = load(study, 10, 2 * 10**8, 3 * 10**8)
    start = study.model.calls.start_ns
    assert part.calls.sum() == ((start >= 2 * 10**8) & (start < 3 * 10**8)).sum()
    assert part.edges_ns[[0, -1]].tolist() == [2 * 10**8, 3 * 10**8]
