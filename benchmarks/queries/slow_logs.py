"""MySQL's slow log of any length, every literal another, as MySQL 8 writes it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.queries.lists import DATA

_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_TEXTS = (
    "SELECT o.id, o.status, o.total FROM orders o WHERE o.customer_id = {n} AND o.status = '{w}'"
    " ORDER BY o.created_at DESC LIMIT 20",
    "SELECT c.id, c.email, c.name FROM customers c WHERE c.email = 'user{n}@example.org'",
    "SELECT p.id, p.name, p.price\nFROM products p\nJOIN categories c ON c.id = p.category_id\n"
    "WHERE c.slug = '{w}' AND p.price BETWEEN {m} AND {n}\nORDER BY p.price",
    "UPDATE stock SET quantity = quantity - {m} WHERE product_id = {n}",
    "INSERT INTO page_views (path, session_key, at) VALUES ('/product/{n}', 'k{m}', now())",
    "SELECT count(*) FROM reviews WHERE product_id IN ({n}, {m}, 17, {n}) AND rating >= 4",
    "SELECT a.* FROM addresses a LEFT JOIN orders o ON o.address_id = a.id"
    " WHERE a.customer_id = {n}",
    "SELECT sum(total) FROM orders WHERE year(created_at) = {m}",
)
_WORDS = ("open", "paid", "shipped", "returned", "books", "garden", "music", "toys")


def _entries(seed: int = 21) -> Iterator[str]:
    chance, at = random.Random(seed), _START
    while True:
        at += timedelta(microseconds=chance.randrange(40, 4000))
        number, examined = chance.randrange(24), chance.randrange(10**5)
        text = chance.choice(_TEXTS).format(
            n=chance.randrange(10**6), m=chance.randrange(999), w=chance.choice(_WORDS)
        )
        yield (
            f"# Time: {at:%Y-%m-%dT%H:%M:%S.%f}Z\n"
            f"# User@Host: web[web] @ app-{number} [10.0.0.{number}]  Id: {number + 100:5d}\n"
            f"# Query_time: {chance.expovariate(30):.6f}  Lock_time: {chance.random() / 1e4:.6f}"
            f" Rows_sent: {chance.randrange(60)}  Rows_examined: {examined}\n"
            f"SET timestamp={int(at.timestamp())};\n{text};\n"
        )


def slow_log(entries: int) -> Path:
    """A log of so many entries, made when it is not there yet."""
    path = DATA / f"mysql-slow-{entries}.log"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write("/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL).")
            file.write(" started with:\nTcp port: 3306  Unix socket: /run/mysqld/mysqld.sock\n")
            file.write("Time                 Id Command    Argument\n")
            file.writelines(islice(_entries(), entries))
        unfinished.replace(path)
    return path
