"""Who asks: the frame that is no library's, and the mapper."""

import pytest

from perfview.queries.patterns.frames import own_frame
from perfview.queries.patterns.orms import mapper_of

STACKS = {
    "node_modules/pg/lib/client.js:5 query\nsrc/orders.ts:12 list\nsrc/main.ts:3 run": (
        "src/orders.ts:12 list"
    ),
    'Traceback (most recent call last):\n  File "app/main.py", line 3, in run\n'
    '  File "app/orders.py", line 8, in show\n'
    '  File "/x/site-packages/django/db/models/query.py", line 70, in get': (
        "app/orders.py:8 show"
    ),
    "at org.hibernate.loader.Loader.load(Loader.java:9)\nat com.shop.Orders.list(Orders.java:41)": (
        "com.shop.Orders.list(Orders.java:41)"
    ),
    "": "",
}


@pytest.mark.parametrize("stack", STACKS)
def test_libraries_are_passed_over(stack: str) -> None:
    assert own_frame(stack) == STACKS[stack]


def test_a_stack_of_libraries_only_gives_its_first() -> None:
    assert own_frame("node_modules/pg/a.js:1 q\nnode_modules/pg/b.js:2 r").endswith("a.js:1 q")


STYLES = {
    "SELECT users.id AS users_id FROM users WHERE users.id = 1": "SQLAlchemy",
    'SELECT "users".* FROM "users" WHERE "users"."id" = 1 LIMIT 1': "Active Record",
    "select o1_0.id,o1_0.total from orders o1_0 where o1_0.user_id=1": "Hibernate",
    'SELECT "public"."User"."id", "public"."User"."name" FROM "public"."User"': "Prisma",
    'SELECT "Post"."id" AS "Post_id" FROM "post" "Post" WHERE "Post"."userId" = 1': "TypeORM",
    'SELECT u0."id", u0."name" FROM "users" AS u0 WHERE (u0."id" = 1)': "Ecto",
    "select * from `posts` where `posts`.`user_id` = 1": "Laravel Eloquent",
    "SELECT [p].[Id], [p].[Name] FROM [Posts] AS [p] WHERE [p].[UserId] = 1": "Entity Framework",
    "SELECT id, name FROM users WHERE id = 1": None,
}


@pytest.mark.parametrize("text", STYLES)
def test_mappers_are_known_by_the_way_they_write(text: str) -> None:
    mapper, is_named = mapper_of("", text)

    assert (mapper and mapper.name) == STYLES[text]
    assert not is_named


def test_a_stack_trace_says_more_than_the_style() -> None:
    mapper, is_named = mapper_of("site-packages/django/db/models.py:3 get", next(iter(STYLES)))

    assert mapper is not None
    assert mapper.name == "Django"
    assert is_named
