"""A small shop of real services on loopback, instrumented with the OpenTelemetry SDK.

Each service is a process of its own; requests and database statements go over the wire. The
mistakes in it are the ones people make:

- `OrderService.list` asks for the items of every order one by one;
- `CheckoutService.place` asks pricing, inventory and fraud one after another although none needs
  another's answer;
- the revenue report reads a whole table through `LIKE '%…%'`;
- the bank refuses one charge in twelve after keeping everyone waiting, and nobody set a timeout.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

FIRST_PORT = 18500
SERVICES = ("database", "gateway", "orders", "pricing", "inventory", "fraud", "payments", "bank")
PORTS = {name: FIRST_PORT + i for i, name in enumerate(SERVICES)}
Handler = Callable[[str, dict[str, Any]], Any]


class RequestError(Exception):
    """A request that is answered with an error status."""


def tracer() -> trace.Tracer:
    """This process's tracer."""
    return trace.get_tracer("shop", "1.4.0")


def call(service: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """An HTTP request to another service, as a client span with the context passed on."""
    with tracer().start_as_current_span(method, kind=SpanKind.CLIENT) as span:
        span.set_attribute("http.request.method", method)
        span.set_attribute("url.full", f"http://{service}.shop.internal{path}")
        span.set_attribute("server.address", f"{service}.shop.internal")
        headers = {"content-type": "application/json"}
        propagate.inject(headers)
        url = f"http://127.0.0.1:{PORTS[service]}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                span.set_attribute("http.response.status_code", answer.status)
                return json.load(answer)
        except urllib.error.HTTPError as error:
            span.set_attribute("http.response.status_code", error.code)
            span.set_attribute("error.type", str(error.code))
            span.set_status(Status(StatusCode.ERROR))
            raise RequestError(f"{service} answered {error.code}") from error


def query(operation: str, statement: str, *values: Any) -> list[list[Any]]:
    """One statement sent to the database service; a client span with its text."""
    with tracer().start_as_current_span(operation, kind=SpanKind.CLIENT) as span:
        span.set_attribute("db.system.name", "sqlite")
        span.set_attribute("db.namespace", "shop")
        span.set_attribute("db.query.text", statement)
        span.set_attribute("server.address", "database.shop.internal")
        body = json.dumps({"statement": statement, "values": values}).encode()
        url = f"http://127.0.0.1:{PORTS['database']}/"
        with urllib.request.urlopen(urllib.request.Request(url, data=body)) as answer:
            rows: list[list[Any]] = json.load(answer)
        span.set_attribute("db.response.returned_rows", len(rows))
        return rows


def spend(milliseconds: float) -> None:
    """Work on the processor for about this long: serialising, hashing, templating."""
    until = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < until:
        json.dumps([random.random() for _ in range(50)])


def list_orders(_path: str, _body: dict[str, Any]) -> Any:
    """All orders of a user with their items: one statement for the orders, one per order after."""
    with tracer().start_as_current_span("OrderService.list") as span:
        span.set_attribute("code.function.name", "OrderService.list")
        span.set_attribute("code.file.path", "orders/service.py")
        span.set_attribute("code.line.number", 88)
        user = random.randrange(40)
        orders = query("SELECT orders", "SELECT id, total FROM orders WHERE user_id = ?", user)
        items = [
            query("SELECT order_items", f"SELECT * FROM order_items WHERE order_id = {order}")
            for order, _total in orders
        ]
        spend(3)
        return {"orders": len(orders), "items": sum(map(len, items))}


def place_order(_path: str, body: dict[str, Any]) -> Any:
    """Price, reserve, score, charge: the first three do not need one another, yet wait in line."""
    with tracer().start_as_current_span("CheckoutService.place") as span:
        span.set_attribute("code.function.name", "CheckoutService.place")
        price = call("pricing", "POST", "/quote", body)
        call("inventory", "POST", "/reserve", body)
        call("fraud", "POST", "/score", body)
        call("payments", "POST", "/charge", {"amount": price["total"]})
        statement = "INSERT INTO orders (user_id, total) VALUES (?, ?)"
        query("INSERT orders", statement, random.randrange(40), price["total"])
        return {"placed": True}


def revenue_report(_path: str, _body: dict[str, Any]) -> Any:
    """Revenue of everything mentioning a word: reads the whole table."""
    with tracer().start_as_current_span("ReportService.revenue"):
        statement = (
            "SELECT note, SUM(price) FROM order_items WHERE LOWER(note) LIKE '%gift%' "
            "GROUP BY SUBSTR(note, 1, 12) ORDER BY 2 DESC LIMIT 20"
        )
        return {"rows": query("SELECT order_items", statement)}


def quote(_path: str, body: dict[str, Any]) -> Any:
    """A price, computed."""
    query("SELECT prices", "SELECT price FROM prices WHERE sku = ?", body.get("sku", 1))
    spend(random.uniform(18, 30))
    return {"total": round(random.uniform(5, 200), 2)}


def reserve(_path: str, body: dict[str, Any]) -> Any:
    """Take one off the shelf; the warehouse answers when it answers."""
    statement = "UPDATE stock SET left_over = left_over - 1 WHERE sku = ?"
    query("UPDATE stock", statement, body.get("sku", 1))
    time.sleep(random.uniform(0.045, 0.075))
    return {"reserved": True}


def score(_path: str, _body: dict[str, Any]) -> Any:
    """How likely this is fraud, by a model elsewhere."""
    time.sleep(random.uniform(0.03, 0.05))
    return {"score": random.random()}


def charge(_path: str, body: dict[str, Any]) -> Any:
    """Ask the bank and wait, however long."""
    with tracer().start_as_current_span("PaymentService.charge"):
        return call("bank", "POST", "/v1/charges", body)


def bank(_path: str, _body: dict[str, Any]) -> Any:
    """Mostly quick; one in twelve hangs for a while and then refuses."""
    if random.random() < 1 / 12:
        time.sleep(random.uniform(0.35, 0.5))
        raise RequestError("charge refused: upstream timeout")
    time.sleep(random.uniform(0.06, 0.1))
    return {"paid": True}


def product(_path: str, _body: dict[str, Any]) -> Any:
    """One product: healthy, as a comparison."""
    sku = random.randrange(500)
    return {"price": query("SELECT prices", "SELECT price FROM prices WHERE sku = ?", sku)}


def pass_on(method: str, path: str) -> Handler:
    """The gateway's way: check the session, hand the request to the orders service."""

    def handle(_path: str, body: dict[str, Any]) -> Any:
        with tracer().start_as_current_span("verify session"):
            spend(0.4)
        return call("orders", method, path, body if method == "POST" else None)

    return handle


ROUTES: dict[str, dict[str, Handler]] = {
    "gateway": {
        "GET /orders": pass_on("GET", "/orders"),
        "POST /checkout": pass_on("POST", "/checkout"),
        "GET /reports/revenue": pass_on("GET", "/reports/revenue"),
        "GET /products": pass_on("GET", "/products"),
    },
    "orders": {
        "GET /orders": list_orders,
        "POST /checkout": place_order,
        "GET /reports/revenue": revenue_report,
        "GET /products": product,
    },
    "pricing": {"POST /quote": quote},
    "inventory": {"POST /reserve": reserve},
    "fraud": {"POST /score": score},
    "payments": {"POST /charge": charge},
    "bank": {"POST /v1/charges": bank},
}


class Quiet(BaseHTTPRequestHandler):
    """HTTP/1.1 without a log; answers with JSON."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""

    def body(self) -> dict[str, Any]:
        """The request's JSON, {} when there is none."""
        length = int(self.headers.get("content-length") or 0)
        return json.loads(self.rfile.read(length)) if length else {}

    def answer(self, status: int, content: Any) -> None:
        """Send a JSON answer."""
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Service(Quiet):
    """Turns each request into a server span and a handler's answer."""

    routes: dict[str, Handler]

    def do_GET(self) -> None:
        """Serve a read."""
        self.serve()

    def do_POST(self) -> None:
        """Serve a write."""
        self.serve()

    def serve(self) -> None:
        """Find the route, run it inside a server span, answer."""
        route = f"{self.command} {self.path}"
        context = propagate.extract({k.lower(): v for k, v in self.headers.items()})
        with tracer().start_as_current_span(route, context, SpanKind.SERVER) as span:
            span.set_attribute("http.request.method", self.command)
            span.set_attribute("http.route", self.path)
            span.set_attribute("url.path", self.path)
            try:
                status, content = 200, self.routes[route](self.path, self.body())
            except RequestError as error:
                span.record_exception(error)
                span.set_status(Status(StatusCode.ERROR, str(error)))
                status, content = 502, {"error": str(error)}
            span.set_attribute("http.response.status_code", status)
            self.answer(status, content)


class Database(Quiet):
    """An SQLite database behind a socket: every statement is a round trip, readers do not wait."""

    file: str

    def do_POST(self) -> None:
        """Run one statement."""
        asked = self.body()
        with sqlite3.connect(self.file, timeout=30) as store:
            rows = store.execute(asked["statement"], asked["values"]).fetchall()
        store.close()
        self.answer(200, rows)


def fill(path: str) -> None:
    """A shop's tables, with the size at which mistakes begin to hurt."""
    chance = random.Random(7)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        """CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, total REAL);
        CREATE TABLE order_items (id INTEGER PRIMARY KEY, order_id INTEGER, price REAL, note TEXT);
        CREATE TABLE prices (sku INTEGER PRIMARY KEY, price REAL);
        CREATE TABLE stock (sku INTEGER PRIMARY KEY, left_over INTEGER);"""
    )
    orders = [(i, chance.randrange(40), chance.uniform(5, 200)) for i in range(1600)]
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", orders)
    words = ("gift wrap", "leave at the door", "second floor", "birthday", "call before")
    items = (
        (
            i,
            i % 1600 if i < 24_000 else i % 60_000,
            chance.uniform(1, 50),
            f"{chance.choice(words)} {i:x} {'.' * 120}",
        )
        for i in range(1_200_000)
    )
    connection.executemany("INSERT INTO order_items VALUES (?, ?, ?, ?)", items)
    connection.execute("CREATE INDEX items_by_order ON order_items (order_id)")
    connection.executemany("INSERT INTO prices VALUES (?, ?)", [(i, i / 3) for i in range(500)])
    connection.executemany("INSERT INTO stock VALUES (?, ?)", [(i, 9999) for i in range(500)])
    connection.commit()
    connection.close()


def serve(name: str, collector: str, database: str) -> None:
    """Run one service until the process is ended; `database` is the file only that one opens."""
    if name == "database":
        Database.file = database
        fill(database)
        handler: type[Quiet] = Database
    else:
        provider = TracerProvider(resource=Resource.create({"service.name": name}))
        exporter = OTLPSpanExporter(endpoint=collector)
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=200))
        trace.set_tracer_provider(provider)
        Service.routes = ROUTES[name]
        handler = Service
    ThreadingHTTPServer(("127.0.0.1", PORTS[name]), handler).serve_forever()


if __name__ == "__main__":
    serve(*sys.argv[1:4])
