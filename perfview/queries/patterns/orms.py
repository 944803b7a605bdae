"""Which object-relational mapper asks, and how its users ask for rows along with others."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mapper:
    """name; eager: how it loads what belongs to rows along with them; bulk: how it writes many
    rows at once; frames, style: what shows it in a stack trace, and in the SQL it writes."""

    name: str
    eager: str
    bulk: str
    frames: str
    style: str = ""


MAPPERS = (
    Mapper(
        "SQLAlchemy",
        "`options(selectinload(Parent.children))` for collections, `joinedload(Child.parent)` for a single row",  # noqa: E501
        "`session.execute(insert(Model), rows)` or `session.add_all(rows)` with one flush",
        r"sqlalchemy",
        r"\b(\w+)\.(\w+) AS \1_\2\b",
    ),
    Mapper(
        "Django",
        '`select_related("parent")` for a single row, `prefetch_related("children")` for collections, `annotate(Count(…))` for counts',  # noqa: E501
        "`Model.objects.bulk_create(rows)`, `bulk_update(rows, fields)`",
        r"django",
        r'"(\w+_\w+)"\."(\w+)".*FROM "\1".*\bLIMIT 21\b',
    ),
    Mapper(
        "Active Record",
        "`includes(:children)` (or `preload`, `eager_load`) on the first query; a `counter_cache` for counts",  # noqa: E501
        "`Model.insert_all(rows)`, `upsert_all`",
        r"active_?record|\.rb:\d+",
        r'SELECT "(\w+)"\.\* FROM "\1" WHERE "\1"\."',
    ),
    Mapper(
        "Hibernate",
        "`JOIN FETCH` in the query or an entity graph, or `@BatchSize(size = 50)` on the association",  # noqa: E501
        "`hibernate.jdbc.batch_size` with `order_inserts` and `order_updates`",
        r"org\.hibernate|jakarta\.persistence|javax\.persistence|springframework\.data\.jpa",
        r"\b\w+\d+_\d*\.\w+(?: as \w+_\d+_| *,)|\b\w\d+_0\.\w+",
    ),
    Mapper(
        "Prisma",
        "`include: { children: true }` (or `select`) on the first query, `_count` for counts",
        "`createMany({ data: rows })`, `updateMany`",
        r"prisma",
        r'SELECT "public"\."(\w+)"\."\w+", "public"\."\1"',
    ),
    Mapper(
        "TypeORM",
        "`relations: { children: true }` in find options, or `leftJoinAndSelect`",
        "`repository.insert(rows)`, `save(rows, { chunk: 500 })`",
        r"typeorm",
        r'"(\w+)"\."(\w+)" AS "\1_\2"',
    ),
    Mapper(
        "Sequelize",
        "`include: [{ model: Child }]` on the first query (`separate: true` for collections)",
        "`Model.bulkCreate(rows)`",
        r"sequelize",
        r'FROM "(\w+)s" AS "\1" WHERE "\1"\."',
    ),
    Mapper(
        "Laravel Eloquent",
        "`with('children')` on the first query, `withCount('children')` for counts",
        "`Model::insert($rows)`, `upsert`",
        r"Illuminate|Eloquent|laravel",
        r"^select \* from [`\"](\w+)[`\"] where [`\"]\1[`\"]\.",
    ),
    Mapper(
        "Ecto",
        "`Repo.preload(rows, :children)` or `preload:` in the query",
        "`Repo.insert_all(Schema, rows)`",
        r"\becto\b|\.exs?:\d+",
        r'FROM "\w+" AS (\w)0\b.*\b(?:\1)0\."',
    ),
    Mapper(
        "GORM",
        '`Preload("Children")` or `Joins("Parent")` on the first query',
        "`db.CreateInBatches(rows, 500)`",
        r"gorm\.io|jinzhu/gorm|/gorm@",
    ),
    Mapper(
        "Entity Framework",
        "`Include(x => x.Children)` (with `AsSplitQuery()` for several collections)",
        "`AddRange(rows)` with one `SaveChanges()`, `ExecuteUpdate` for many rows alike",
        r"EntityFramework",
        r"\[(\w)\]\.\[\w+\], \[\1\]\.\[|FROM \[\w+\] AS \[\w\]",
    ),
    Mapper(
        "Doctrine",
        "`addSelect('c')->leftJoin('p.children', 'c')` in the query",
        "one `flush()` after many `persist()`",
        r"Doctrine",
        r"\b\w0_\.\w+ AS \w+_\d+",
    ),
    Mapper(
        "Mongoose",
        "`populate('children')` on the first query",
        "`insertMany(rows)`, `bulkWrite`",
        r"mongoose",
    ),
    Mapper(
        "Peewee",
        "`prefetch(parents, children)` or a `join` with `select(Parent, Child)`",
        "`Model.insert_many(rows)`",
        r"peewee",
        r'SELECT "t1"\."\w+".* FROM "\w+" AS "t1"',
    ),
)
_SEEN = [
    (m, re.compile(m.frames, re.I), re.compile(m.style, re.S) if m.style else None) for m in MAPPERS
]
_LOOKED_AT = 8_000


def mapper_of(stack: str, statement: str = "") -> tuple[Mapper | None, bool]:
    """The mapper that asks, and whether the stack trace names it; else it is only the way in which
    the statement (its text as it was run) is written. None where neither shows one."""
    for mapper, frames, _ in _SEEN:
        if stack and frames.search(stack[:_LOOKED_AT]):
            return mapper, True
    for mapper, _, style in _SEEN:
        if style is not None and statement and style.search(statement[:_LOOKED_AT]):
            return mapper, False
    return None, False
