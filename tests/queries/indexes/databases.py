"""A small database with statistics, made by hand, and what is advised for statements on it."""

from __future__ import annotations

from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.schema import model
from perfview.queries.schema.model import Column, ColumnStatistics, Index, IndexColumn, Table
from tests.queries.building import QueryBuilder

ROWS = 1_000_000.0
DISTINCT = {
    "id": ROWS, "user_id": 50_000, "status": 5, "created_at": ROWS, "total": 20_000,
    "is_open": 2, "email": ROWS, "shop": 300,
}  # fmt: skip
KINDS = {"status": "text", "email": "text", "created_at": "timestamp", "is_open": "bool"}


def column(name: str, **statistics: object) -> Column:
    """A column with statistics; all values as frequent unless told otherwise."""
    told = ColumnStatistics(distinct=DISTINCT.get(name, 100), width=8, **statistics)  # type: ignore[arg-type]
    return Column(name, KINDS.get(name, "int4"), statistics=told)


def index(*columns: str, name: str = "", table: str = "orders", **more: object) -> Index:
    """An index that is there."""
    keys = tuple(IndexColumn(each) for each in columns)
    return Index(name or f"{table}_{'_'.join(columns)}", table, keys, **more)  # type: ignore[arg-type]


def schema(*indexes: Index, rows: float = ROWS) -> model.Schema:
    """Orders and users, with primary keys and these indexes."""
    is_open = column("is_open", common=("f", "t"), common_fractions=(0.995, 0.005))
    names = ("id", "user_id", "shop", "status", "created_at", "total")
    orders = {name: column(name) for name in names}
    orders["is_open"] = is_open
    users = {name: column(name) for name in ("id", "email", "status")}
    own: dict[str, list[Index]] = {
        "orders": [index("id", is_unique=True, is_primary=True, name="orders_pkey")],
        "users": [index("id", table="users", is_unique=True, is_primary=True, name="users_pkey")],
    }
    for each in indexes:
        own[each.table].append(each)
    return model.Schema(
        tables={
            "orders": Table("orders", orders, rows=rows, pages=max(1, rows / 60)),
            "users": Table("users", users, rows=rows / 20, pages=max(1, rows / 1200)),
        },
        indexes={name: tuple(found) for name, found in own.items()},
        level=model.STATISTICS,
        dialect="postgres",
    )


def advised(
    *statements: str,
    known: model.Schema | None = None,
    dialect: str = "postgres",
    ms: float = 100.0,
    plans: tuple[object, ...] = (),
) -> list[Suggestion]:
    """Suggestions for these statements, each run once."""
    builder = QueryBuilder(dialect=dialect, schema=known or schema())
    for row, sql in enumerate(statements):
        builder.call(sql, ms=ms)
        if row < len(plans):
            builder.plan(plans[row], call=row)
    return builder.study().suggestions


def written(*statements: str, dialect: str = "postgres", **options: object) -> list[str]:
    """The same as definitions without names."""
    found = advised(*statements, dialect=dialect, **options)  # type: ignore[arg-type]
    texts = [each.ddl(dialect, concurrently=False) for each in found]
    return sorted(text.split(" ON ", 1)[1] for text in texts)
