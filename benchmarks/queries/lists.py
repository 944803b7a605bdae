"""Lists of queries as an application would record them: requests of a shop, some with loops."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
Rows = list[dict[str, Any]]

_PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "orders.index",
        (
            "SELECT o.id, o.total FROM orders o WHERE o.customer_id = {customer}"
            " ORDER BY o.created_at DESC LIMIT 20",
            "SELECT count(*) FROM notifications WHERE customer_id = {customer} AND NOT is_read",
        ),
    ),
    (
        "products.show",
        (
            "SELECT * FROM products WHERE id = {product}",
            "SELECT r.rating, r.body FROM reviews r JOIN customers c ON c.id = r.customer_id"
            " WHERE r.product_id = {product}",
            "UPDATE products SET views = views + 1 WHERE id = {product}",
        ),
    ),
    (
        "search",
        (
            "SELECT p.id, p.name FROM products p WHERE p.name LIKE '%{word}%'"
            " AND p.price < {price}",
            "SELECT id FROM products WHERE category_id IN ({category}, {product}, {customer})",
        ),
    ),
)
_NUMBER = re.compile(r"(?<![\w.'])\d{2,}(?![\w.'])")
_LOOP = "SELECT i.product_id, i.qty FROM order_items i WHERE i.order_id = {product}"
_FURTHER = (
    "SELECT c{n}, count(*) FROM events_{n} WHERE kind = '{word}' AND at > {price} GROUP BY c{n}"
)


def query_rows(count: int, *, seed: int = 8, further: int = 40) -> Rows:
    """`count` calls of about `further` + 8 statements, one request after the other; every third
    request runs a loop over rows of its first query."""
    chance, rows, moment = random.Random(seed), [], 1_700_000_000.0
    request = 0
    while len(rows) < count:
        request += 1
        page, texts = _PAGES[request % len(_PAGES)]
        asked = list(texts) + ([_LOOP] * chance.randint(8, 20) if request % 3 == 0 else [])
        asked.append(_FURTHER.replace("{n}", str(chance.randrange(further))))
        for number, text in enumerate(asked):
            took = chance.lognormvariate(1, 1)
            told = {name: chance.randrange(1_000_000) for name in ("customer", "product", "price")}
            sql = text.format(**told, category=chance.randrange(50), word=f"w{chance.random():.6f}")
            rows.append(
                {
                    "sql": sql,
                    "duration": round(took, 3),
                    "stackTrace": [f"shop/views.py:{10 + number % 4} {page}", "shop/app.py:7 run"],
                    "resultSize": chance.randrange(40),
                    "traceId": f"{request:032x}",
                    "ts": round(moment, 6),
                }
            )
            moment += took / 1000
    return rows[:count]


def write_rows(path: Path, rows: Rows, *, is_lines: bool = False) -> Path:
    """Write a list as JSON, or as an object a line."""
    text = "\n".join(map(json.dumps, rows)) if is_lines else json.dumps(rows)
    path.write_text(text)
    return path


def query_list(calls: int) -> Path:
    """A file of so many calls, an object a line, made when it is not there yet."""
    path = DATA / f"queries-{calls}.jsonl"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        write_rows(unfinished, query_rows(calls), is_lines=True).replace(path)
    return path


def recorded_rows(texts: Sequence[tuple[str, float]], count: int, *, seed: int = 8) -> Rows:
    """`count` calls of recorded statements (SQL, milliseconds), most with other numbers."""
    chance, rows, moment = random.Random(seed), Rows(), 1_700_000_000.0

    def other(found: re.Match[str]) -> str:
        digits = len(found[0])
        return str(chance.randrange(10 ** (digits - 1), 10**digits))

    while len(rows) < count:
        sql, took = chance.choice(texts)
        # What an index would leave depends on the values: most calls keep those recorded.
        told = _NUMBER.sub(other, sql) if chance.random() < 0.3 else sql
        took *= chance.uniform(0.7, 1.5)
        stack = [f"shop/views.py:{chance.randrange(40)} show", "shop/app.py:7 run"]
        rows.append(
            {
                "sql": told,
                "duration": round(took, 3),
                "stackTrace": stack,
                "resultSize": chance.randrange(60),
                "ts": round(moment, 6),
            }
        )
        moment += took / 1000
    return rows
