"""The shop: what its pages, its reports and its jobs ask of the database."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
CUSTOMERS, PRODUCTS, ORDERS = 40_000, 8_000, 500_000


def order_history(db: Connection, chance: random.Random) -> None:
    """The newest orders of a customer, each with its items, each item with its product."""
    customer = int(CUSTOMERS * chance.random() * chance.random()) + 1
    with db.transaction():
        orders = db.execute(
            "SELECT id, status, total_cents, created_at FROM orders"
            " WHERE customer_id = %s ORDER BY created_at DESC LIMIT 20",
            [customer],
        ).fetchall()
        for order in orders:
            db.execute("SELECT * FROM order_items WHERE order_id = %s", [order[0]]).fetchall()


def product_page(db: Connection, chance: random.Random) -> None:
    """One product, found as it should be."""
    sku = f"SKU-{chance.randint(1, PRODUCTS):06d}"
    db.execute("SELECT id, name, price_cents, stock FROM products WHERE sku = %s", [sku]).fetchone()


def sign_in(db: Connection, chance: random.Random) -> None:
    """A session by its token, and a line in the log."""
    token = f"{chance.getrandbits(128):032x}"
    db.execute("SELECT customer_id, data FROM sessions WHERE token = %s", [token]).fetchone()
    actor = f"customer{chance.randint(1, CUSTOMERS)}"
    db.execute("INSERT INTO audit_log (actor, action, at) VALUES (%s, 'login', now())", [actor])


def pay(db: Connection, chance: random.Random) -> None:
    """Takes stock of the best seller, and keeps it while the payment is made."""
    product = 17 if chance.random() < 0.7 else chance.randint(1, PRODUCTS)
    with db.transaction():
        db.execute("UPDATE products SET stock = stock - 1 WHERE id = %s", [product])
        time.sleep(0.12)
        db.execute(
            "INSERT INTO orders (customer_id, status, total_cents, created_at)"
            " VALUES (%s, 'open', %s, now()) RETURNING id",
            [chance.randint(1, CUSTOMERS), chance.randint(1000, 90_000)],
        ).fetchone()


def search(db: Connection, chance: random.Random) -> None:
    """Products by a part of their name."""
    word = chance.choice(["chair", "lamp", "shelf", "clock"])
    db.execute(
        "SELECT id, name, price_cents FROM products WHERE name ILIKE %s ORDER BY name LIMIT 24",
        [f"%{word} {chance.randint(1, 99)}%"],
    ).fetchall()


def daily_sales(db: Connection, chance: random.Random) -> None:
    """The sales of one day, by product."""
    day = f"2026-{chance.randint(1, 4):02d}-{chance.randint(1, 28):02d}"
    db.execute(
        "SELECT i.product_id, sum(i.quantity * i.price_cents) FROM orders o"
        " JOIN order_items i ON i.order_id = o.id WHERE date(o.created_at) = %s"
        " GROUP BY i.product_id ORDER BY 2 DESC",
        [day],
    ).fetchall()


def best_customers(db: Connection, chance: random.Random) -> None:
    """Everybody's turnover, sorted: more than fits into work_mem."""
    db.execute(
        "SELECT c.id, c.name, c.country, o.id, o.total_cents FROM customers c"
        " JOIN orders o ON o.customer_id = c.id WHERE o.status <> 'returned'"
        " ORDER BY c.country, o.total_cents DESC LIMIT 5000 OFFSET 200000"
    ).fetchall()


def export_orders(db: Connection, chance: random.Random) -> None:
    """All open orders, every column."""
    db.execute("SELECT * FROM orders WHERE status = 'open'").fetchall()


def expire_sessions(db: Connection, chance: random.Random) -> None:
    """How many sessions could go."""
    db.execute(
        "SELECT count(*) FROM sessions WHERE expires_at < now() - interval '1 day'"
    ).fetchone()


Work = Callable[[Connection, random.Random], None]
WORKERS: tuple[tuple[str, Work, float, int], ...] = (
    ("shop", order_history, 0.10, 2),
    ("shop", product_page, 0.05, 1),
    ("shop", sign_in, 0.06, 1),
    ("shop", pay, 0.15, 2),
    ("shop", search, 0.12, 1),
    ("reports", daily_sales, 1.3, 1),
    ("reports", best_customers, 8.0, 1),
    ("nightly-export", export_orders, 5.0, 1),
)
"""application, what it does, seconds of rest, how many at once."""


def run(address: str, seconds: float) -> None:
    """Let everybody work for that long; raises what any of them raised."""
    until = time.monotonic() + seconds
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=_work, args=(address, *worker[:3], number, until, failures))
        for number, worker in enumerate(w for w in WORKERS for _ in range(w[3]))
    ]
    threads.append(threading.Thread(target=_cron, args=(address, until, failures)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _work(
    address: str,
    application: str,
    work: Work,
    rest: float,
    number: int,
    until: float,
    failures: list[BaseException],
) -> None:
    chance = random.Random(number)
    try:
        with psycopg.connect(address, application_name=application, autocommit=True) as db:
            while time.monotonic() < until:
                work(db, chance)
                time.sleep(rest * chance.uniform(0.5, 1.5))
    except BaseException as failure:
        failures.append(failure)


def _cron(address: str, until: float, failures: list[BaseException]) -> None:
    """A job that connects anew each time it looks."""
    chance = random.Random(99)
    try:
        while time.monotonic() < until:
            with psycopg.connect(address, application_name="cron", autocommit=True) as db:
                expire_sessions(db, chance)
            time.sleep(0.3)
    except BaseException as failure:
        failures.append(failure)
