from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.engine.layout import put_together, take_apart
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.keeping import Kept, keep, restore
from perfview.traces.measures.bare_methods import MOST_PATHS
from perfview.traces.model import SpanKind, SpanStatus, TraceModel
from perfview.traces.patterns.addresses import host_and_path
from perfview.traces.soundness import is_sound
from perfview.traces.study import Study
from tests.traces import reference
from tests.traces.building import Recording
from tests.traces.forests import recordings

MS = 1_000_000


def test_percentiles_are_nearest_rank() -> None:
    recording = Recording()
    for i in range(1, 11):
        recording.span(0, i, "get", trace=i, kind=SpanKind.SERVER, error=i == 3)
    recording.span(0, 7, "other", trace=1, parent=1)
    found = Study(recording.model()).operations
    assert found.count.tolist() == [10, 1]
    assert found.errors.tolist() == [1, 0]
    assert found.kind.tolist() == [SpanKind.SERVER, SpanKind.INTERNAL]
    assert [int(p[0]) // MS for p in (found.p50_ns, found.p90_ns, found.p95_ns, found.p99_ns)] == [
        5,
        9,
        10,
        10,
    ]


def test_endpoints_are_what_the_roots_do() -> None:
    recording = Recording()
    recording.span(0, 100, "GET /a", trace=1)
    recording.span(10, 20, "query", trace=1, parent=1)
    recording.span(1000, 1300, "GET /a", trace=2, error=True)
    recording.span(1500, 2000, "GET /b", trace=3)
    study = Study(recording.model())
    found = study.endpoints
    names = [study.operations.names[k] for k in found.operation]
    assert names == ["GET /a", "GET /b"]
    assert found.of_trace.tolist() == [0, 0, 1]
    assert found.count.tolist() == [2, 1]
    assert found.errors.tolist() == [1, 0]
    assert (found.p50_ns // MS).tolist() == [100, 500]
    assert found.per_second.tolist() == [1.0, 0.5]


def test_an_empty_recording_has_none() -> None:
    study = Study(Recording().model())
    assert len(study.operations) == len(study.endpoints) == 0
    assert study.graph.name == []
    assert len(study.statements.texts) == 0
    assert len(study.call_tree().parent) == 0
    assert len(study.band_lanes.span) == 0


@given(recordings())
def test_operations_agree_with_grouping_by_hand(model: TraceModel) -> None:
    study = Study(model)
    found = study.operations
    keys = list(zip(model.service.tolist(), model.strings.take(model.name), strict=True))
    told = [(found.service[k], found.names[k]) for k in range(len(found))]
    assert [told[k] for k in found.of_span] == keys
    assert told == list(dict.fromkeys(keys))
    for k in range(len(found)):
        rows = np.flatnonzero(found.of_span == k)
        durations = model.duration_ns[rows].tolist()
        assert found.count[k] == len(rows)
        assert found.total_ns[k] == sum(durations)
        assert found.self_ns[k] == study.self_ns[rows].sum()
        assert found.critical_ns[k] == study.critical_ns[rows].sum()
        assert found.errors[k] == np.count_nonzero(model.status[rows] == SpanStatus.ERROR)
        for percent, column in ((50, found.p50_ns), (90, found.p90_ns), (99, found.p99_ns)):
            assert column[k] == reference.percentile(durations, percent)


@pytest.mark.filterwarnings("error")
def test_starts_at_both_ends_of_time_do_not_overflow_the_rate() -> None:
    recording = Recording()
    recording.span(0, 1, "GET /", trace=1)
    recording.span(0, 1, "GET /", trace=2)
    model = recording.model()
    far = np.array([-(2**63) + 10, 2**63 - 10], np.int64)
    study = Study(replace(model, start_ns=far, duration_ns=np.array([5, 2**62], np.int64)))
    assert 0 < study.endpoints.per_second[0] < 1e-9


def told(study: Study) -> list[tuple[str, str, int, int]]:
    """Service, name, kind and count of each operation."""
    found = study.operations
    services = study.model.strings.take(found.service)
    return list(zip(services, found.names, found.kind.tolist(), found.count.tolist(), strict=True))


def test_bare_methods_are_told_apart_by_what_they_ask_for() -> None:
    recording = Recording()
    addresses = (
        "/orders/17?page=2",
        "http://gateway:8080/orders/6f1c0a9b-77aa-4b1e-9c3e-0123456789ab",
        "/v1/orders",
        "/orders/18#top",
        "https://me:secret@gateway",
    )
    for i, url in enumerate(addresses):
        name = "HTTP GET" if i == 1 else "get" if i == 3 else "GET"
        recording.span(i, i + 1, name, trace=i, kind=SpanKind.SERVER, url=url)
    recording.span(9, 10, "POST", trace=9, kind=SpanKind.SERVER, url="/orders/17")
    study = Study(recording.model())
    assert told(study) == [
        ("web", "GET /orders/{id}", SpanKind.SERVER, 3),
        ("web", "GET /v1/orders", SpanKind.SERVER, 1),
        ("web", "GET /", SpanKind.SERVER, 1),
        ("web", "POST /orders/{id}", SpanKind.SERVER, 1),
    ]
    assert study.operations.of_span.tolist() == [0, 0, 1, 0, 2, 3]
    assert study.endpoints.count.tolist() == [3, 1, 1, 1]
    assert study.model.strings[study.model.name[1]] == "HTTP GET"


def test_calls_are_no_requests_and_have_the_host_in_their_name() -> None:
    recording = Recording()
    client, server = SpanKind.CLIENT, SpanKind.SERVER
    recording.span(0, 9, "GET", kind=server, url="/items/1", peer="10.0.0.7")
    recording.span(1, 2, "GET", parent=1, kind=client, url="/items/1", peer="stock")
    recording.span(2, 3, "GET", parent=1, kind=client, url="http://stock/items/2?all", peer="s")
    recording.span(3, 4, "GET", parent=1, kind=client, url="/items/3")
    recording.span(4, 5, "GET", parent=1, kind=client)
    recording.span(5, 6, "GET", parent=1)
    assert told(Study(recording.model())) == [
        ("web", "GET /items/{id}", server, 1),
        ("web", "GET stock/items/{id}", client, 2),
        ("web", "GET …/items/{id}", client, 1),
        ("web", "GET", client, 1),
        ("web", "GET", SpanKind.INTERNAL, 1),
    ]


def test_names_that_say_more_than_a_method_stay() -> None:
    recording = Recording()
    names = ("GET /a/7", "GETTER", "HTTP", "SELECT", "", "list")
    for i, name in enumerate(names):
        recording.span(i, i + 1, name, trace=i, url=f"/a/b{i}", kind=SpanKind.SERVER)
    assert [name for _, name, _, _ in told(Study(recording.model()))] == list(names)


def test_so_many_paths_that_they_tell_nothing_keep_the_bare_name() -> None:
    recording = Recording()
    word = "".join(chr(ord("a") + i) for i in range(26))
    words = [a + b for a in word for b in word]
    for i, text in enumerate(words):
        recording.span(i, i + 1, "GET", trace=i, url=f"/find/{text}", kind=SpanKind.SERVER)
    recording.span(0, 1, "GET", trace=9999, service="cart", url="/find/zz", kind=SpanKind.SERVER)
    found = told(Study(recording.model()))
    assert len(found) == MOST_PATHS + 2
    assert found[0] == ("web", "GET /find/aa", SpanKind.SERVER, 1)
    assert found[-2] == ("web", "GET", SpanKind.SERVER, len(words) - MOST_PATHS)
    assert found[-1] == ("cart", "GET /find/zz", SpanKind.SERVER, 1)


_PIECES = st.sampled_from(
    ("/", "//", "a", "v1", "oauth2", "x-1", "b7c", "42", "ü", "?q=/1", "#", ":")
)


@given(
    st.lists(st.lists(_PIECES, max_size=7).map("".join), min_size=1, max_size=12),
    st.sampled_from(("", "http://", "http://shop:80", "h2://1.2.3.4")),
    st.sampled_from((SpanKind.SERVER, SpanKind.CLIENT)),
)
def test_each_span_is_in_the_operation_of_its_own_masked_address(
    paths: list[str], before: str, kind: SpanKind
) -> None:
    recording = Recording()
    for i, path in enumerate(paths):
        recording.span(i, i + 1, "GET", trace=i, url=before + path, kind=kind)
    found = Study(recording.model()).operations
    for i, path in enumerate(paths):
        host, masked = host_and_path(before + path)
        asked = f"{host or '…'}{masked}" if kind == SpanKind.CLIENT else masked
        assert found.names[found.of_span[i]] == (f"GET {asked}" if masked else "GET")
    assert len(set(found.names)) == len(found)


def test_what_bare_methods_ask_for_is_kept_on_disk() -> None:
    recording = Recording()
    for i in range(4):
        recording.span(i, i + 1, "GET", trace=i, url=f"/{'ab'[i % 2]}/{i}", kind=SpanKind.SERVER)
    study = Study(recording.model())
    kept = put_together(Kept, take_apart(keep(study)))
    assert is_sound(kept)
    assert told(restore(kept, ImportReport(rows=4))) == told(study)
    fewer = replace(kept.measures.operations, names=StringTable.of(["GET /a/{id}"]))
    assert not is_sound(replace(kept, measures=replace(kept.measures, operations=fewer)))
