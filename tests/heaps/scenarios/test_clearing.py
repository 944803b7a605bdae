from __future__ import annotations

import pytest

from perfview.findings.forecast import UnanswerableError
from perfview.findings.resizing import SizeChange
from perfview.heaps.model import HeapModel
from perfview.heaps.scenarios.clearing import CUT, answer
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.retention.programs import cache


def test_bytes_before_and_after_by_class() -> None:
    made = cache()
    forecast = answer(made.study, [SizeChange(CUT, "SessionCache.entries")])
    assert forecast.overall.freed_bytes == int(made.study.retained_bytes[made.map])
    assert forecast.overall.size_bytes == int(made.study.self_bytes.sum())
    parts = {part.name: part for part in forecast.parts}
    assert (parts["Payload"].freed_count, parts["Payload"].freed_bytes) == (2, 2000)
    assert forecast.parts[0].name == "Payload"
    assert sum(part.freed_bytes for part in forecast.parts) == forecast.overall.freed_bytes
    assert sum(part.freed_count for part in forecast.parts) == forecast.overall.freed_count


def test_several_references_go_at_once() -> None:
    made = cache()
    changes = [SizeChange(CUT, "SessionCache.entries"), SizeChange(CUT, "RequestLog.lines")]
    together = answer(made.study, changes).overall.freed_bytes
    assert together == sum(answer(made.study, [c]).overall.freed_bytes for c in changes)
    assert answer(made.study, changes).subject.startswith("SessionCache.entries and RequestLog")


def test_nothing_goes_where_others_keep_it() -> None:
    build = HeapBuilder()
    shared = build.held(build.globals, "a", "object", "Shared", 10)
    build.edge(build.globals, "property", "b", shared)
    forecast = answer(build.study(), [SizeChange(CUT, "global.a")])
    assert forecast.overall.freed_count == 0
    assert forecast.parts == ()
    assert "kept alive by others" in " ".join(forecast.notes)
    both = answer(build.study(), [SizeChange(CUT, "global.a"), SizeChange(CUT, "global.b")])
    assert both.overall.freed_bytes == 10


def test_what_cannot_be_answered_is_said() -> None:
    made = cache()
    with pytest.raises(UnanswerableError, match="only references can be cut"):
        answer(made.study, [SizeChange("lazy", "SessionCache.entries")])
    with pytest.raises(UnanswerableError, match="no objects"):
        answer(Study(HeapModel()), [SizeChange(CUT, "SessionCache.entries")])
