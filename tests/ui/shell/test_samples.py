"""The recordings that ship with PerfView, and how kinds look."""

from __future__ import annotations

import pytest

from perfview.engine.pillars import PILLARS
from perfview.ui.shell.guides import guide_of
from perfview.ui.shell.samples import (
    KIND_ICONS,
    earlier_of,
    sample_icon,
    sample_recordings,
    sample_title,
)


@pytest.mark.parametrize("kind", [each.kind for each in PILLARS])
def test_every_kind_looks_in_lists_as_its_documents_do(kind):
    assert KIND_ICONS[kind] == guide_of(kind).icon


def test_a_sample_looks_like_what_it_is():
    icons = {path.name.partition(".")[0]: sample_icon(path) for path in sample_recordings()}
    assert icons["slow-orders"] == "flame"
    assert icons["slow-checkout"] == "tree-structure"
    assert icons["leaking-sessions"] == "hard-drives"
    assert icons["slow-shop"] == "database"


def test_earlier_recordings_of_a_run_stand_in_a_folder_beside(tmp_path):
    (tmp_path / "earlier").mkdir()
    for name in ("leaks-2.heap.gz", "leaks-1.heap.gz", "leaks-1.trace.gz", "others-1.heap.gz"):
        (tmp_path / "earlier" / name).touch()
    found = earlier_of(tmp_path / "leaks.heap.gz")
    assert [path.name for path in found] == ["leaks-1.heap.gz", "leaks-2.heap.gz"]
    assert earlier_of(tmp_path / "slow.heap.gz") == []


def test_the_leaking_sample_has_two_before_it():
    leaking = next(path for path in sample_recordings() if sample_icon(path) == "hard-drives")
    assert len(earlier_of(leaking)) == 2
    assert sample_title(leaking) == "Leaking sessions"
