"""What `export` writes of memory over time."""

from __future__ import annotations

from perfview.heaps.keeping import keep, restore
from perfview.heaps.soundness import is_sound
from perfview.heaps.tables import collections, moments
from perfview.recording.report import ImportReport
from tests.heaps.over_time import collected, sample


def test_moments_have_a_column_a_series():
    study = sample("node20_external.json.gz")
    table = moments(study)
    assert list(table) == ["time_ns", "rss", "heapUsed", "heapTotal", "external", "arrayBuffers"]
    assert {len(column) for column in table.values()} == {1100}


def test_collections_tell_owners_and_promotion_only_where_known():
    plain = collections(collected([1.0, 2.0]))
    assert "owner" not in plain
    assert "promoted_bytes" not in plain
    assert list(plain["kind"]) == ["Mark-Compact"] * 2
    assert set(collections(sample("node20_workers.log.gz"))["owner"]) == {
        "process 1055",
        "process 1055 worker 1",
        "process 1055 worker 2",
    }
    assert "promoted_bytes" in collections(sample("node20_nvp.log.gz"))


def test_what_is_kept_is_sound_and_comes_back():
    for name in ("node20_workers.log.gz", "node20_external.json.gz"):
        study = sample(name)
        kept = keep(study)
        assert is_sound(kept)
        again = restore(kept, ImportReport())
        assert again.model.collections.time_ns.tolist() == study.model.collections.time_ns.tolist()
