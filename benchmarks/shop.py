"""Makes up traces of a shop with 24 services, with mistakes planted, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

EPOCH_NS = 1_763_700_000_000_000_000
SERVER, CLIENT, INTERNAL, ERROR = 2, 3, 1, 2

# service -> (operations, database, services it calls)
SERVICES: dict[str, tuple[list[str], str, list[str]]] = {
    "gateway": (
        ["GET /products/{id}", "GET /search", "POST /checkout", "GET /orders", "GET /feed"],
        "",
        ["storefront", "auth", "session"],
    ),
    "storefront": (
        ["GET /home", "GET /product", "GET /orders", "POST /checkout"],
        "redis",
        ["catalog", "cart", "orders", "users", "recommend", "search"],
    ),
    "auth": (["POST /verify", "POST /token"], "redis", ["users"]),
    "session": (["GET /session/{id}"], "redis", []),
    "users": (["GET /users/{id}", "GET /users/{id}/profile"], "postgresql", ["media"]),
    "catalog": (["GET /products", "GET /categories/{id}"], "mongodb", ["pricing", "inventory"]),
    "search": (["GET /search", "GET /suggest"], "elasticsearch", ["catalog"]),
    "cart": (["GET /cart/{id}", "POST /cart/{id}/items"], "redis", ["catalog", "pricing"]),
    "orders": (["POST /orders", "GET /orders"], "postgresql", ["inventory", "payments", "ship"]),
    "payments": (["Charge", "Refund"], "postgresql", ["fraud", "ledger"]),
    "fraud": (["POST /score"], "postgresql", ["geo"]),
    "ledger": (["POST /entries"], "postgresql", []),
    "inventory": (["GET /stock/{sku}", "POST /reserve"], "mysql", []),
    "pricing": (["GET /price/{sku}"], "redis", ["promo"]),
    "promo": (["GET /promos"], "mysql", []),
    "ship": (["POST /quote"], "mysql", ["geo", "notify"]),
    "recommend": (["GET /recommend/{user}"], "mongodb", ["users"]),
    "notify": (["send"], "redis", ["mail"]),
    "mail": (["POST /send"], "", []),
    "media": (["GET /media/{id}"], "", []),
    "geo": (["GET /lookup"], "redis", []),
}
TABLES = ("users", "orders", "order_items", "products", "stock", "ledger_entries", "payments")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "okhttp/4.12.0",
    'Grafana k6/0.51.0 ("smoke")',
)
CUSTOMERS = ("Zoë Müller", "Ana García", "李小龙", 'Bob "Bobby" Smith', "user\\domain", "Иван")
FUNCTIONS = ("validate", "load context", "map response", "apply rules", "compute totals")


@dataclass(slots=True)
class Span:
    """One span; ids are numbers, times ns, attributes (key, value) with text or int values."""

    trace: int
    id: int
    parent: int
    service: str
    name: str
    kind: int
    start: int
    end: int = 0
    error: str = ""
    attributes: list[tuple[str, str | int]] = field(default_factory=list)


class Shop:
    """Draws traces from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.spans: list[Span] = []
        self.trace = 0

    def one_trace(self, start: int) -> list[Span]:
        """A request from its arrival at the gateway on."""
        self.spans, self.trace = [], self.chance.getrandbits(128)
        self.serve("gateway", 0, start, depth=0)
        return self.spans

    def _span(self, parent: int, service: str, name: str, kind: int, start: int) -> Span:
        span = Span(self.trace, self.chance.getrandbits(63) | 1, parent, service, name, kind, start)
        thread = self.chance.randrange(200)
        span.attributes = [
            ("thread.id", thread),
            ("thread.name", f"http-nio-8080-exec-{thread}"),
            ("network.local.address", f"10.12.{thread % 16}.{thread}"),
        ]
        self.spans.append(span)
        return span

    def _time(self, median_us: float, spread: float = 0.6) -> int:
        return int(median_us * 1000 * self.chance.lognormvariate(0, spread)) + 500

    def serve(self, service: str, parent: int, now: int, depth: int) -> Span:
        """A server span with its own work, statements and calls."""
        operations, database, callees = SERVICES[service]
        name = self.chance.choice(operations)
        span = self._span(parent, service, name, SERVER, now)
        span.attributes += self._request(name)
        now += self._time(150)
        for _ in range(self.chance.randrange(3)):
            now = self._internal(service, span.id, now)
        if database:
            now = self._statements(service, name, database, span.id, now)
        if depth < 5:
            now = self._calls(service, span, callees, now, depth)
        span.end = now + self._time(120)
        if self.chance.random() < 0.004:
            span.error = "UNAVAILABLE: upstream connect error or disconnect before headers"
        return span

    def _calls(self, service: str, span: Span, callees: list[str], now: int, depth: int) -> int:
        asked = [c for c in callees if self.chance.random() < 0.5]
        side_by_side, latest = self.chance.random() < 0.4, now
        for callee in asked:
            client = self._span(span.id, service, f"call {callee}", CLIENT, now)
            host = ("server.address", f"{callee}.shop.svc.cluster.local")
            client.attributes += [("rpc.system", "http"), host, ("server.port", 8080)]
            inner = self.serve(callee, client.id, now + self._time(200), depth + 1)
            client.end = inner.end + self._time(200)
            if inner.error:
                client.error = inner.error
            latest = max(latest, client.end)
            if not side_by_side:
                now = client.end + self._time(20)
        return max(now, latest)

    def _internal(self, service: str, parent: int, now: int) -> int:
        name = self.chance.choice(FUNCTIONS)
        span = self._span(parent, service, name, INTERNAL, now)
        span.attributes += [("code.function.name", name), ("code.line.number", 88)]
        span.end = now + self._time(300)
        return span.end

    def _statements(self, service: str, name: str, system: str, parent: int, now: int) -> int:
        planted = service == "orders" and name == "GET /orders" and self.chance.random() < 0.8
        if planted:
            for order in range(self.chance.randrange(10, 40)):
                text = f"SELECT * FROM order_items WHERE order_id = {order * 7919}"
                now = self._query(service, system, text, parent, now, 900)
            return now
        for _ in range(self.chance.randrange(1, 4)):
            slow = 40_000 if self.chance.random() < 0.002 else 1_100
            now = self._query(service, system, self._text(system), parent, now, slow)
        return now

    def _query(
        self, service: str, system: str, text: str, parent: int, now: int, median_us: float
    ) -> int:
        span = self._span(parent, service, text.split(" ", 1)[0] + " " + system, CLIENT, now)
        span.attributes += [
            ("db.system", system),
            ("db.name", "shop"),
            ("db.statement", text),
            ("net.peer.name", f"{system}.shop.svc.cluster.local"),
            ("db.rows", self.chance.randrange(50)),
        ]
        span.end = now + self._time(median_us)
        return span.end + self._time(15)

    def _text(self, system: str) -> str:
        number, table = self.chance.randrange(500_000), self.chance.choice(TABLES)
        if system == "redis":
            return f"GET session:{number % 997}"
        if system in ("mongodb", "elasticsearch"):
            return f'{{"find": "{table}", "filter": {{"_id": {number}}}}}'
        texts = (
            f"SELECT * FROM {table} WHERE id = {number}",
            f'SELECT "{table}"."id", "{table}"."name" FROM "{table}" WHERE "id" = $1 LIMIT 21',
            f"UPDATE {table} SET status = 'done' WHERE id = {number}",
            f"INSERT INTO {table} (id, payload, created_at) VALUES (?, ?, ?)",
        )
        return self.chance.choice(texts)

    def _request(self, name: str) -> list[tuple[str, str | int]]:
        method, _, route = name.partition(" ")
        return [
            ("http.request.method", method if route else "POST"),
            ("http.route", route or f"/{name}"),
            ("url.path", f"{route or name}/{self.chance.randrange(100_000)}"),
            ("http.response.status_code", 503 if self.chance.random() < 0.004 else 200),
            ("user_agent.original", self.chance.choice(AGENTS)),
            ("enduser.id", self.chance.choice(CUSTOMERS)),
            ("http.request.body.size", self.chance.randrange(20_000)),
            ("network.protocol.version", "1.1"),
        ]


def traces(spans: int, seed: int = 1) -> Iterator[list[Span]]:
    """Traces until at least `spans` spans were made, over ten minutes of a day."""
    shop, made = Shop(seed), 0
    while made < spans:
        trace = shop.one_trace(EPOCH_NS + int(600e9 * made / spans) + shop.chance.randrange(10**7))
        made += len(trace)
        yield trace
