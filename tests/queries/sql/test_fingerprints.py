"""Fingerprints against those of pg_query, recorded with pglast 8 (PostgreSQL 18's parser)."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from perfview.queries.sql.fingerprints import fingerprint

_SAMPLES = Path(__file__).parent / "samples"
_PAIRS = json.loads((_SAMPLES / "pg_query_pairs.json").read_text())


@pytest.mark.parametrize(("same", "left", "right"), _PAIRS)
def test_tells_pairs_as_pg_query_does(same: bool, left: str, right: str) -> None:
    assert (fingerprint(left, "postgres") == fingerprint(right, "postgres")) is same


def test_groups_real_statements_as_pg_query_does() -> None:
    rows = json.loads(gzip.decompress((_SAMPLES / "pg_query_groups.json.gz").read_bytes()))
    mine = [fingerprint(text, "postgres") for _, text in rows]
    theirs = [group for group, _ in rows]

    def pairs(labels: list[object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    both = pairs(list(zip(mine, theirs, strict=True)))
    wholly = defaultdict(set)
    for ours, group in zip(mine, theirs, strict=True):
        wholly[group].add(ours)
    # Pairs that either calls the same and both do: of all pairs the share would flatter.
    assert both / (pairs(list(mine)) + pairs(list(theirs)) - both) > 0.97
    assert sum(len(each) == 1 for each in wholly.values()) / len(wholly) > 0.98


def test_asking_for_one_is_not_asking_for_many() -> None:
    one = fingerprint("select a from t where id = 1", "postgres")
    assert one != fingerprint("select a from t where id in (1, 2)", "postgres")


@pytest.mark.parametrize("text", ["select 'open", "select from where ((", "\0\0", "", "�(", "/* x"])
def test_takes_what_is_no_statement(text: str) -> None:
    assert 0 <= fingerprint(text, "postgres") < 1 << 64


def test_is_the_same_in_every_process() -> None:
    assert fingerprint("select a from t where b = 7", "postgres") == 12721163698528209870
