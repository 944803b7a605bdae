"""How much of a recording is asked which index would help."""

import pytest

from perfview.queries.indexes import gathering, workload
from perfview.queries.study import Study
from tests.queries.building import QueryBuilder
from tests.queries.indexes.databases import schema


def _study() -> Study:
    builder = QueryBuilder(schema=schema())
    builder.call("SELECT * FROM orders WHERE user_id = 7", ms=900.0)
    builder.call("SELECT * FROM orders WHERE shop = 3", ms=90.0)
    builder.call("SELECT * FROM users WHERE email = 'a@b.c'", ms=10.0)
    return builder.study()


@pytest.mark.parametrize(
    ("module", "limit"), [(gathering, "MOST_CHARACTERS"), (workload, "MOST_JOINS")]
)
def test_what_takes_most_time_is_asked_first_and_what_was_left_is_said(
    module: object, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, -1)
    study = _study()
    assert [each.table for each in study.suggestions] == ["orders"]
    left = study.report.find("no-index-sought")
    assert left is not None
    assert left.count == 2
    assert "10 % of all" in left.detail.replace("\u202f", " ").replace("\xa0", " ")


def test_nothing_is_said_where_all_were_asked() -> None:
    study = _study()
    assert len(study.suggestions) == 3
    assert study.report.find("no-index-sought") is None
