"""PostgreSQL logs of any length: the entries of a shop's requests, every literal another.

Shapes as PostgreSQL 15 writes them for psycopg: requests in transactions, N+1 loops, statements
with parameters in a DETAIL, statements over several lines, and a few waits, files and connections.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parents[1] / "data"
_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_ONE = (
    "SELECT o.id, o.customer_id, o.status, o.total, o.created_at FROM orders o"
    " WHERE o.customer_id = {n} AND o.status = '{word}' ORDER BY o.created_at DESC LIMIT 20",
    "SELECT c.id, c.email, c.name, c.country FROM customers c"
    " WHERE c.email = 'user{n}@example.org'",
    "SELECT p.id, p.name, p.price\n\tFROM products p\n\tJOIN categories c ON c.id = p.category_id\n"
    "\tWHERE c.slug = '{word}'\n\tAND p.price BETWEEN {m} AND {n}\n\tORDER BY p.price",
    "UPDATE stock SET quantity = quantity - {m}, changed_at = now() WHERE product_id = {n}",
    "INSERT INTO page_views (path, referrer, session_key, at) VALUES"
    " ('/product/{n}', 'https://example.org/{word}', 'k{m}', now())",
    "SELECT count(*) FROM reviews WHERE product_id IN ({n}, {m}, 17, {n}) AND rating >= 4",
    "SELECT a.* FROM addresses a LEFT JOIN orders o ON o.address_id = a.id"
    " WHERE a.customer_id = {n}",
)
_LOOP = (
    "SELECT order_items.id, order_items.order_id, order_items.product_id, order_items.quantity,"
    " order_items.price FROM order_items WHERE order_items.order_id = $1"
)
_WORDS = ("open", "paid", "shipped", "returned", "books", "garden", "music", "toys")


class Entry(NamedTuple):
    """An entry of a log, of the session `number`, its values as csvlog has them."""

    at: datetime
    number: int
    line: int
    transaction: str
    message: str
    detail: str = ""
    statement: str = ""


def entries(seed: int = 20) -> Iterator[Entry]:
    """Entries without end, 24 connections at once."""
    chance = random.Random(seed)
    at, turn = _START, 0
    lines = [0] * 24
    while True:
        turn += 1
        number = chance.randrange(24)
        for message, detail, statement in _request(chance):
            at += timedelta(microseconds=chance.randrange(40, 4000))
            lines[number] += 1
            transaction = f"{number + 3}/{100_000 + turn}"
            yield Entry(at, number, lines[number], transaction, message, detail, statement)


def _request(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """A request's (message, detail, statement)."""
    yield f"duration: {chance.random() / 10:.3f} ms  statement: BEGIN", "", ""
    for _ in range(chance.randrange(2, 9)):
        shape = chance.choice(_ONE)
        filled = shape.format(
            n=chance.randrange(10**6), m=chance.randrange(999), word=chance.choice(_WORDS)
        )
        if chance.random() < 0.002:
            size = chance.randrange(10**6, 10**9)
            yield (
                f'temporary file: path "base/pgsql_tmp/pgsql_tmp{size}.0", size {size}',
                "",
                filled,
            )
        yield f"duration: {chance.expovariate(0.3):.3f} ms  statement: {filled}", "", ""
    if chance.random() < 0.2:
        for _ in range(chance.randrange(5, 30)):
            took = chance.expovariate(2.0)
            detail = f"parameters: $1 = '{chance.randrange(10**6)}'"
            yield f"duration: {took:.3f} ms  execute <unnamed>: {_LOOP}", detail, ""
    yield f"duration: {chance.random():.3f} ms  statement: COMMIT", "", ""


def _stamp(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M:%S}.{entry.at.microsecond // 1000:03d} UTC"


def _as_text(entry: Entry) -> str:
    head = (
        f"{_stamp(entry)} [{4000 + entry.number}]:"
        f" [{entry.line}-1] user=web,db=shop,app=uvicorn,client=10.0.0.{entry.number},"
        f"vxid={entry.transaction} "
    )
    more = f"{head}DETAIL:  {entry.detail}\n" if entry.detail else ""
    more += f"{head}STATEMENT:  {entry.statement}\n" if entry.statement else ""
    return f"{head}LOG:  {entry.message}\n{more}"


def _as_csv(entry: Entry) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace("\n\t", "\n").replace('"', '""') + '"' if text else ""

    stamp = _stamp(entry)
    return (
        f'{stamp},"web","shop",{4000 + entry.number},"10.0.0.{entry.number}:5001",'
        f'69a54{entry.number:03x}.{4000 + entry.number:x},{entry.line},"SELECT",'
        f"2026-03-02 08:00:00 UTC,{entry.transaction},0,LOG,00000,{quoted(entry.message)},"
        f'{quoted(entry.detail)},,,,,{quoted(entry.statement)},,,"uvicorn","client backend",,0\n'
    )


def _as_json(entry: Entry) -> str:
    told = {
        "timestamp": _stamp(entry),
        "user": "web", "dbname": "shop", "pid": 4000 + entry.number,
        "remote_host": f"10.0.0.{entry.number}", "remote_port": 5001,
        "session_id": f"69a54{entry.number:03x}.{4000 + entry.number:x}", "line_num": entry.line,
        "ps": "SELECT", "session_start": "2026-03-02 08:00:00 UTC", "vxid": entry.transaction,
        "txid": 0, "error_severity": "LOG", "message": entry.message.replace("\n\t", "\n"),
        "application_name": "uvicorn", "backend_type": "client backend", "query_id": 0,
    }  # fmt: skip
    if entry.detail:
        told["detail"] = entry.detail
    if entry.statement:
        told["statement"] = entry.statement
    return json.dumps(told, separators=(",", ":")) + "\n"


FORMS = {"stderr": (_as_text, "log"), "csvlog": (_as_csv, "csv"), "jsonlog": (_as_json, "json")}
"""How entries are written, and the file's ending."""


def postgres_log(form: str, lines: int) -> Path:
    """A log of so many lines (entries, for csvlog and jsonlog), made when it is not there yet."""
    write, ending = FORMS[form]
    path = DATA / f"postgres-{lines}.{ending}"
    if path.exists():
        return path
    DATA.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        written = 0
        for entry in islice(entries(), lines):
            text = write(entry)
            file.write(text)
            written += text.count("\n") if form == "stderr" else 1
            if written >= lines:
                break
    unfinished.replace(path)
    return path
