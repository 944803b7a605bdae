"""Classes, sums, statistics and what changed, as DevTools says of every snapshot of the corpus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from perfview.heaps.comparing.snapshots import diff_of
from perfview.heaps.measures.statistics import Statistics, statistics
from perfview.heaps.study import Study
from tests.heaps.corpus import MADE_UP, TRUTHS, made_up, recorded, truth

DAMAGED = {"node_count_too_low", "self_size_over_4GiB", "hostile_strings"}
"""Where DevTools stops at a wrong count, wraps sizes at 4 GiB, or shows half a character."""


def _sums(study: Study) -> dict[str, dict[str, int]]:
    sizes, retained = study.class_sizes, study.class_retained
    return {
        key: {
            "count": int(sizes.count[row]),
            "self": int(sizes.self_bytes[row]),
            "maxRet": int(retained[row]),
            "distance": int(sizes.distance[row]),
        }
        for row, key in enumerate(study.classes.key)
        if sizes.count[row]
    }


def _as_devtools_tells(found: Statistics) -> dict[str, Any]:
    return {
        "total": found.total_bytes,
        "native": {"total": found.native_bytes, "typedArrays": found.typed_array_bytes},
        "v8heap": {
            "total": found.managed_bytes,
            "code": found.code_bytes,
            "jsArrays": found.array_bytes,
            "strings": found.string_bytes,
            "system": found.system_bytes,
        },
    }


@pytest.mark.parametrize("name", TRUTHS)
def test_recorded_snapshot(name: str) -> None:
    told, columns = truth(name)
    study = recorded(name)
    keys = np.array(study.classes.key)[study.classes.of_node]
    assert (keys == np.array(told["class_keys"])[columns["class_id"]]).all()
    shapes = [each["name"] for each in told["interfaceDefinitions"]]
    assert study.classes.shapes == shapes
    wanted = {key: {f: row[f] for f in ("count", "self", "maxRet", "distance")}
              for key, row in told["aggregates"].items()}  # fmt: skip
    assert _sums(study) == wanted
    assert _as_devtools_tells(statistics(study)) == told["statistics"]


@pytest.mark.parametrize("name", [name for name in TRUTHS if truth(name)[0].get("diff")])
def test_diff_of_recorded_snapshots(name: str) -> None:
    told, _ = truth(name)
    base = recorded(told["diff_base"].removesuffix(".heapsnapshot"))
    diff = diff_of(base, recorded(name))
    assert diff.is_same_process
    fields = {
        "added": diff.added_count,
        "removed": diff.removed_count,
        "addedSize": diff.added_bytes,
        "removedSize": diff.removed_bytes,
    }
    found = {
        diff.key[row]: {"name": diff.name[row]} | {k: int(v[row]) for k, v in fields.items()}
        for row in diff.changed
    }
    assert found == {
        key: {field: row[field] for field in ("name", *fields)} for key, row in told["diff"].items()
    }


@pytest.mark.parametrize("name", sorted(MADE_UP.keys() - DAMAGED))
def test_made_up_snapshot(name: str) -> None:
    told = MADE_UP[name]
    study = made_up(name)
    assert [study.classes.key[each] for each in study.classes.of_node] == told["cls"]
    assert study.classes.shapes == told["interfaces"]
    found = {key: list(each.values()) for key, each in _sums(study).items()}
    assert found == told["aggregates"]
    assert _as_devtools_tells(statistics(study)) == told["statistics"]
