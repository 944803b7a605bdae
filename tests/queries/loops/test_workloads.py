"""Loops planted in recordings of real mappers are found, and little else is."""

import pytest

from benchmarks.queries.n_plus_one import Workload, precision_and_recall, workloads

ENOUGH = 0.95
_WORKLOADS = workloads()


@pytest.mark.parametrize("workload", _WORKLOADS, ids=lambda each: each.name)
def test_planted_loops_are_found_and_hardly_others(workload: Workload) -> None:
    precision, recall = precision_and_recall(workload)

    assert precision >= ENOUGH
    # Ids that no query brings, with values not written down, could be the same question again.
    assert recall >= (0.85 if workload.name.endswith("without values") else ENOUGH)


def test_every_way_of_telling_requests_apart_is_among_them() -> None:
    seen = {loop.seen_by for each in _WORKLOADS for loop in each.study.loops}

    assert seen == {"trace", "transaction", "time"}


def test_what_only_looks_like_a_loop_is_called_what_it_is() -> None:
    kinds = {loop.kind for each in _WORKLOADS for loop in each.study.loops}

    assert {"pagination", "duplicate", "cursor", "polling", "batch"} <= kinds
