"""Logs that a real PostgreSQL wrote, in three forms and four further languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from perfview.queries import model as m
from tests.queries.readers.logs import calls_of, read, recorded, session_of

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "queries"
# What pgBadger 12.0 counts in the same file: queries_number of overall_stat, with the four plans of
# auto_explain that we give to the calls they are of; and errors.
PGBADGER_QUERIES, PGBADGER_PLANS = 770, 4


def _durations(text: str) -> list[float]:
    """ms of all lines that tell of statements, plans left out: by a plain pattern."""
    found = re.findall(r"duration: ([\d.]+) ms  (?!plan)", text)
    return [float(each) for each in found]


@pytest.fixture(scope="module")
def text_model() -> m.QueryModel:
    return read(recorded("postgres15.log"))[0]


def test_every_duration_is_counted_once(text_model: m.QueryModel) -> None:
    told = text_model.calls.duration_ns
    expected = _durations(recorded("postgres15.log").decode())
    assert told[told >= 0].sum() == round(sum(expected) * 1e6)


def test_as_many_calls_as_pgbadger_counts(text_model: m.QueryModel) -> None:
    ran = int((~text_model.calls.failed).sum())
    assert ran == PGBADGER_QUERIES - PGBADGER_PLANS


def test_three_forms_tell_the_same(text_model: m.QueryModel) -> None:
    for name in ("postgres15.csv", "postgres15.json"):
        model, report = read(recorded(name))
        assert Counter(calls_of(model)) == Counter(calls_of(text_model))
        assert report.find("not-an-entry") is None
        assert np.array_equal(np.sort(model.events.kind), np.sort(text_model.events.kind))
        assert model.made_by == text_model.made_by == "PostgreSQL 15.20"
        # csvlog and jsonlog name the transaction, this prefix does not: BEGIN to COMMIT then.
        assert len(np.unique(text_model.calls.transaction)) > 60


def test_events_are_told_with_their_amounts(text_model: m.QueryModel) -> None:
    events = text_model.events
    files = events.kind == m.TEMPORARY_FILE
    assert (events.bytes[files] > 0).all()
    assert files.sum() == 4
    waits = events.kind == m.LOCK_WAIT
    assert (events.duration_ns[waits] > 90e6).all()
    gone = events.kind == m.DISCONNECTION
    assert (events.duration_ns[gone] > 0).all()
    assert gone.sum() == 15
    ends = (events.kind == m.CHECKPOINT) & (events.duration_ns > 0)
    assert ends.sum() == 1
    assert events.bytes[ends] > 0


def test_files_and_waits_are_given_to_their_calls(text_model: m.QueryModel) -> None:
    events, calls = text_model.events, text_model.calls
    told = events.call >= 0
    assert (calls.statement[events.call[told]] == events.statement[told]).all()
    assert set(events.kind[told].tolist()) >= {m.TEMPORARY_FILE, m.LOCK_WAIT, m.ERROR}


def test_plans_are_of_their_calls(text_model: m.QueryModel) -> None:
    plans = text_model.plans
    assert len(plans) == 2
    assert (plans.call >= 0).all()
    texts = [text_model.strings[int(text_model.statements.text[row])] for row in plans.statement]
    assert "count(*) from pgbench_accounts" in texts[0]
    assert '"filler"' in texts[1]


def test_failed_statements_are_calls_without_a_duration(text_model: m.QueryModel) -> None:
    failed = text_model.calls.failed
    assert failed.sum() == 4
    assert (text_model.calls.duration_ns[failed] == -1).all()


@pytest.mark.parametrize("language", ["de", "fr", "es", "ru"])
def test_other_languages_tell_as_much(language: str) -> None:
    model, _ = read(recorded(f"postgres15-{language}.log"))
    assert len(model.calls) == 61
    assert model.calls.failed.sum() == 3
    kinds = Counter(model.events.kind.tolist())
    assert kinds[m.CONNECTION] == 12
    assert kinds[m.DISCONNECTION] == 6
    assert kinds[m.LOCK_WAIT] == 2
    assert kinds[m.DEADLOCK] == 2
    assert kinds[m.CANCELLED] == 1
    assert session_of(model, 0)[1:3] == ("postgres", "postgres")


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared logs are not here")
def test_counts_of_shared_logs() -> None:
    # Statements and executions in each file, as grep counts them.
    expected = {
        "pglogs/multiline_param.log": 5, "pglogs/stmt_type.log": 12, "pglogs/anonymize.log": 5,
        "pglogs/postgresql_param_range.log": 3, "pglogs/csv_statement_without_duration.log": 2,
        "dexter/queries.log": 1, "dexter/queries.csv": 1, "dexter/queries.json": 1,
    }  # fmt: skip
    found = {name: len(read((CORPUS / name).read_bytes())[0].calls) for name in expected}
    assert found == expected
