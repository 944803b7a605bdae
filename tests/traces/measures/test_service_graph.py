from __future__ import annotations

from perfview.traces.measures.service_calls import UNNAMED
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from tests.traces.building import Recording

MS = 1_000_000


def edges(graph: ServiceGraph) -> dict[tuple[str, str], int]:
    names = [*graph.name, ""]
    found = zip(graph.caller, graph.callee, graph.calls, strict=True)
    return {(names[a], names[b]): int(calls) for a, b, calls in found}


def test_calls_lead_from_service_to_service() -> None:
    recording = Recording()
    recording.span(0, 100, "GET /", service="web", kind=SpanKind.SERVER)
    recording.span(10, 60, "call", parent=1, service="web", kind=SpanKind.CLIENT, peer="cart")
    recording.span(15, 55, "handle", parent=2, service="cart", kind=SpanKind.SERVER, error=True)
    recording.span(70, 80, "call", parent=1, service="web", kind=SpanKind.CLIENT, peer="cart")
    graph = Study(recording.model()).graph
    assert graph.name == ["web", "cart"], "a peer that bears a service's name is that service"
    assert graph.inferred.tolist() == [False, False]
    assert edges(graph) == {("", "web"): 1, ("web", "cart"): 2}
    assert graph.edge_of_span.tolist() == [0, -1, 1, 1]
    assert graph.edge_errors.tolist() == [0, 1]
    assert (graph.edge_p50_ns // MS).tolist() == [100, 10]
    assert (graph.edge_p99_ns // MS).tolist() == [100, 40]
    assert (graph.edge_critical_ns // MS).tolist() == [100, 50]
    assert (graph.p99_ns // MS).tolist() == [100, 40]
    assert (graph.critical_ns // MS).tolist() == [60, 40]
    assert graph.spans.tolist() == [3, 1]


def test_databases_and_hosts_no_one_recorded_are_inferred_from_their_callers() -> None:
    recording = Recording()
    recording.span(0, 100, "GET /", service="web", kind=SpanKind.SERVER)
    db = {"db_system": "postgresql", "db_statement": "SELECT 1", "peer": "db-1"}
    recording.span(10, 30, "SELECT", parent=1, kind=SpanKind.CLIENT, **db)
    recording.span(30, 50, "SELECT", parent=1, kind=SpanKind.CLIENT, error=True, **db)
    recording.span(50, 60, "GET", parent=1, kind=SpanKind.CLIENT, peer="api.example.com")
    recording.span(60, 70, "internal", parent=1, peer="ignored")
    graph = Study(recording.model()).graph
    assert graph.name == ["web", "postgresql", "api.example.com"]
    assert graph.inferred.tolist() == [False, True, True]
    assert edges(graph) == {
        ("", "web"): 1,
        ("web", "postgresql"): 2,
        ("web", "api.example.com"): 1,
    }
    assert graph.spans.tolist() == [5, 2, 1]
    assert graph.errors.tolist() == [1, 1, 0]
    assert (graph.self_ns[1:] // MS).tolist() == [40, 10]
    assert graph.of_span.tolist() == [0] * 5


def test_a_wrapper_around_a_database_call_is_not_a_second_call() -> None:
    recording = Recording()
    recording.span(0, 100, "orm.query", db_system="mysql", kind=SpanKind.CLIENT)
    recording.span(10, 90, "driver.query", parent=1, db_system="mysql", kind=SpanKind.CLIENT)
    assert edges(Study(recording.model()).graph)["web", "mysql"] == 1


def test_messages_are_calls_from_producer_to_consumer() -> None:
    recording = Recording()
    recording.span(0, 10, "publish", service="web", kind=SpanKind.PRODUCER, peer="kafka")
    recording.span(50, 90, "consume", parent=1, service="mail", kind=SpanKind.CONSUMER)
    assert edges(Study(recording.model()).graph) == {("", "web"): 1, ("web", "mail"): 1}


def test_orphans_come_from_outside_only_when_they_serve() -> None:
    recording = Recording()
    recording.span(0, 10, "serves", parent=98, service="web", kind=SpanKind.SERVER)
    recording.span(0, 10, "works", parent=99, service="", kind=SpanKind.INTERNAL)
    graph = Study(recording.model()).graph
    assert graph.name == ["web", UNNAMED]
    assert edges(graph) == {("", "web"): 1}
    assert (graph.p50_ns // MS).tolist() == [10, 10], "no call leads in: all its spans count"


def test_an_address_whose_callee_was_recorded_is_no_node_of_its_own() -> None:
    recording = Recording()
    recording.span(0, 100, "GET /", service="web", kind=SpanKind.SERVER)
    recording.span(
        10, 60, "GET", parent=1, service="web", kind=SpanKind.CLIENT, peer="cart-7.internal"
    )
    recording.span(15, 55, "handle", parent=2, service="cart", kind=SpanKind.SERVER)
    recording.span(70, 80, "SELECT", parent=1, kind=SpanKind.CLIENT, db_system="mysql")
    graph = Study(recording.model()).graph
    assert graph.name == ["web", "cart", "mysql"]
    assert graph.inferred.tolist() == [False, False, True]
    assert edges(graph) == {("", "web"): 1, ("web", "cart"): 1, ("web", "mysql"): 1}
    assert (graph.spans > 0).all()
