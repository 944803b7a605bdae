"""Small worlds of services for `simulation`, from idle to nearly full."""

from __future__ import annotations

from benchmarks.simulation import Call, Operation, Query, Service, Together, Work, World

FRONT = {"edge": Service()}


def pool(load: float, burst: int = 1) -> World:
    """One service whose queries share six connections."""
    operations = {
        "GET /orders": Operation(
            "orders",
            (Work(2), Query("SELECT orders", 6), Work(1), Query("SELECT items", 12), Work(3)),
        ),
        "POST /orders": Operation("orders", (Work(4), Query("INSERT orders", 9), Work(2))),
    }
    # 18 and 9 ms of a connection, three to one: 15.75 ms a request.
    rate = load * 6 / 15.75e-3
    return World(
        f"connections {load:.0%}{' bursts' if burst > 1 else ''}",
        FRONT | {"orders": Service(connections=6)},
        operations,
        {"GET /orders": 0.75 * rate, "POST /orders": 0.25 * rate},
        burst,
    )


def workers(load: float, burst: int = 1) -> World:
    """Two services in a row, the second with four workers."""
    operations = {
        "GET /page": Operation("web", (Work(3), Call("render"), Work(1), Call("count"), Work(2))),
        "GET /ping": Operation("web", (Work(2), Call("count"))),
        "render": Operation("pages", (Work(9), Query("SELECT page", 4), Work(2))),
        "count": Operation("pages", (Work(3),)),
    }
    # 18 ms a page and 3 ms a ping of a worker.
    rate = load * 4 / ((18 + 3) / 2 * 1e-3)
    return World(
        f"workers {load:.0%}{' bursts' if burst > 1 else ''}",
        FRONT | {"web": Service(), "pages": Service(workers=4)},
        operations,
        {"GET /page": rate / 2, "GET /ping": rate / 2},
        burst,
    )


def fan(load: float, burst: int = 1) -> World:
    """Calls side by side, each to a service with few workers."""
    calls = tuple(Call(name) for name in ("price", "stock", "rank"))
    operations = {
        "GET /search": Operation("search", (Work(2), Together(calls), Work(4))),
        "GET /item": Operation("search", (Work(1), Call("stock"), Work(1), Call("price"), Work(1))),
        "price": Operation("prices", (Work(6),)),
        "stock": Operation("stocks", (Work(2), Query("SELECT stock", 7), Work(1))),
        "rank": Operation("ranks", (Work(14, 0.3),)),
    }
    rate = load / 10e-3 * 3
    return World(
        f"side by side {load:.0%}{' bursts' if burst > 1 else ''}",
        FRONT
        | {
            "search": Service(),
            "prices": Service(workers=2),
            "stocks": Service(workers=3, connections=3),
            "ranks": Service(workers=4),
        },
        operations,
        {"GET /search": rate * 0.7, "GET /item": rate * 0.3},
        burst,
    )


def copies(load: float, burst: int = 1) -> World:
    """A service in three copies of two workers and one connection each."""
    operations = {
        "GET /report": Operation("web", (Work(2), Call("build"), Work(1))),
        "GET /status": Operation("web", (Work(1), Call("check"), Work(1))),
        "build": Operation("reports", (Work(6), Query("SELECT report", 4), Work(4))),
        "check": Operation("reports", (Work(2), Query("SELECT report", 2, 0.5))),
    }
    # 14 ms a report and 4 ms a status of six workers.
    rate = load * 6 / 9e-3
    return World(
        f"copies {load:.0%}{' bursts' if burst > 1 else ''}",
        FRONT | {"web": Service(), "reports": Service(workers=2, connections=1, copies=3)},
        operations,
        {"GET /report": rate / 2, "GET /status": rate / 2},
        burst,
    )


def mesh(load: float, burst: int = 1) -> World:
    """Workers that are held while they wait for other services and for connections."""
    operations = {
        "POST /checkout": Operation(
            "shop",
            (
                Work(3),
                Together((Call("cart"), Call("user"))),
                Work(2),
                Call("pay"),
                Work(1),
                Call("mail", 0.5),
            ),
        ),
        "GET /cart": Operation("shop", (Work(1), Call("cart"), Work(2))),
        "cart": Operation("carts", (Work(2), Query("SELECT cart", 5), Call("price"), Work(1))),
        "user": Operation("users", (Work(1), Query("SELECT user", 6), Work(1))),
        "price": Operation("prices", (Work(4),)),
        "pay": Operation("payments", (Work(3), Query("INSERT payment", 10), Work(8))),
        "mail": Operation("mails", (Work(5),)),
    }
    rate = load * 320
    return World(
        f"mesh {load:.0%}{' bursts' if burst > 1 else ''}",
        FRONT
        | {
            "shop": Service(workers=16),
            "carts": Service(workers=4, connections=2),
            "users": Service(connections=2),
            "prices": Service(workers=2),
            "payments": Service(workers=4),
            "mails": Service(),
        },
        operations,
        {"POST /checkout": rate * 0.6, "GET /cart": rate * 0.4},
        burst,
    )


WORLDS: tuple[tuple[World, tuple[str, ...]], ...] = (
    (pool(0.2), ("SELECT items", "GET /orders")),
    (pool(0.7), ("SELECT items", "INSERT orders", "GET /orders")),
    (pool(0.9), ("SELECT items", "SELECT orders")),
    (pool(0.6, 12), ("SELECT items", "POST /orders")),
    (workers(0.5), ("render", "count", "SELECT page")),
    (workers(0.85), ("render", "count", "GET /page")),
    (workers(0.95), ("render", "SELECT page")),
    (workers(0.6, 8), ("render", "count")),
    (fan(0.4), ("rank", "stock", "SELECT stock")),
    (fan(0.8), ("rank", "price", "SELECT stock", "GET /search")),
    (fan(0.6, 6), ("rank", "stock")),
    (copies(0.4), ("build", "SELECT report")),
    (copies(0.75), ("build", "check", "SELECT report")),
    (mesh(0.4), ("pay", "SELECT cart", "price")),
    (mesh(0.9), ("pay", "SELECT cart", "INSERT payment", "price")),
    (mesh(0.7, 5), ("cart", "SELECT user")),
)
"""Each world with the operations that are made faster in it."""
