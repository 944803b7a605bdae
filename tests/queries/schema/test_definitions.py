from __future__ import annotations

import pytest

from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.model import DDL, TEXT, ForeignKey, Index, Schema

POSTGRES = """
SET search_path = app, pg_catalog;
CREATE DOMAIN email AS character varying(255);
CREATE TABLE public.users (
    id bigint GENERATED ALWAYS AS IDENTITY,
    email public.email NOT NULL,
    "Display Name" text DEFAULT 'a, b (c); --'::text,
    tags text[] DEFAULT '{}'::text[],
    at timestamp(3) with time zone DEFAULT now(),
    code character varying(10) COLLATE "C",
    CONSTRAINT positive CHECK ((id > (0)::numeric)),
    EXCLUDE USING gist (code WITH =, tags WITH &&)
);
CREATE TABLE log (id serial PRIMARY KEY, user_id bigint REFERENCES public.users ON DELETE CASCADE,
    key text, index int, UNIQUE (user_id, key) INCLUDE (index));
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS lowered ON public.users USING btree
    (lower((email)::text) text_pattern_ops, code COLLATE "C" DESC) INCLUDE (at, tags)
    WITH (fillfactor='80') WHERE ((code = 'a;b'::text) AND (at IS NOT NULL));
COPY public.users (id) FROM stdin;
1\tdon't ; create table bad (id int);
\\.
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $_$ BEGIN create table no(a int); END $_$;
CREATE VIEW public.v AS
 SELECT u.id,
    u.email AS mail,
    count(*) AS n
   FROM public.users u;
"""

MYSQL = r"""
-- MySQL dump 10.13
DROP TABLE IF EXISTS `Order`;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `Order` (
  `Id` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT 'it''s; a \' (id)',
  `user_id` int(11) DEFAULT NULL,
  `state` enum('a','b,c') CHARACTER SET latin1 NOT NULL DEFAULT 'a',
  `key` varchar(255) NOT NULL,
  PRIMARY KEY (`Id`),
  KEY `k1` (`state`,`key`(20) DESC) USING BTREE COMMENT 'x (y)',
  FULLTEXT KEY `ft` (`key`),
  KEY `fn` ((lower(`state`))),
  CONSTRAINT `fk_u` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)
) ENGINE=InnoDB;
DELIMITER ;;
CREATE TRIGGER t BEFORE INSERT ON `Order` FOR EACH ROW BEGIN
CREATE TABLE tt (a int);
END ;;
DELIMITER ;
"""

TSQL = """CREATE TABLE [dbo].[Users](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[Name] [nvarchar](max) NULL,
 CONSTRAINT [PK_Users] PRIMARY KEY CLUSTERED ([Id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
CREATE TABLE sales.Orders (Id int PRIMARY KEY, UserId int NOT NULL)
ALTER TABLE [sales].[Orders]  WITH CHECK ADD  CONSTRAINT [FK_o] FOREIGN KEY([UserId])
REFERENCES [dbo].[Users] ([Id])
CREATE INDEX [IX] ON [sales].[Orders] ([UserId]) INCLUDE ([Id]) WHERE ([UserId] > 1) WITH (X = ON)
"""


def index(schema: Schema, table: str, name: str) -> Index:
    return next(each for each in schema.indexes[table] if each.name == name)


def terms(found: Index) -> list[tuple[str, str, bool, str]]:
    keys = found.columns
    return [(k.column, k.expression, k.is_descending, k.operator_class) for k in keys]


def test_a_dump_of_postgres() -> None:
    schema = read_definitions([POSTGRES], origin="schema.sql")
    assert (schema.dialect, schema.level, schema.origin) == ("postgres", DDL, ("schema.sql",))
    assert list(schema.tables) == ["users", "app.log", "v"]
    users = schema.tables["users"].columns
    assert {name: column.type for name, column in users.items()} == {
        "id": "int8",
        "email": "varchar",
        "Display Name": "text",
        "tags": "text[]",
        "at": "timestamptz",
        "code": "varchar",
    }
    assert users["id"].is_generated
    assert not users["id"].is_nullable
    assert users["at"].written_type == "timestamp(3) with time zone"
    assert list(schema.tables["app.log"].columns) == ["id", "user_id", "key", "index"]
    assert [(c.name, c.type) for c in schema.tables["v"].columns.values()] == [
        ("id", ""),
        ("mail", ""),
        ("n", ""),
    ]
    assert schema.foreign_keys == (ForeignKey("app.log", ("user_id",), "users", ("id",)),)


def test_indexes_of_postgres() -> None:
    schema = read_definitions([POSTGRES])
    lowered = index(schema, "users", "lowered")
    assert terms(lowered) == [
        ("", "lower((email)::text)", False, "text_pattern_ops"),
        ("code", "", True, ""),
    ]
    assert lowered.is_unique
    assert not lowered.is_primary
    assert lowered.include == ("at", "tags")
    assert lowered.where == "(code = 'a;b'::text) AND (at IS NOT NULL)"
    assert index(schema, "users", "users_code_tags_excl").method == "gist"
    assert index(schema, "users", "users_pkey").is_primary
    assert index(schema, "app.log", "log_user_id_key_key").include == ("index",)


def test_a_dump_of_mysql_keeps_case_and_leaves_out_bodies() -> None:
    schema = read_definitions([MYSQL])
    assert schema.dialect == "mysql"
    assert list(schema.tables) == ["Order"]
    columns = schema.tables["Order"].columns
    assert [(c.name, c.type, c.is_generated) for c in columns.values()] == [
        ("Id", "int8", True),
        ("user_id", "int4", False),
        ("state", "enum", False),
        ("key", "varchar", False),
    ]
    assert terms(index(schema, "Order", "k1")) == [("state", "", False, ""), ("key", "", True, "")]
    assert index(schema, "Order", "ft").method == "fulltext"
    assert terms(index(schema, "Order", "fn")) == [("", "lower(`state`)", False, "")]
    assert terms(index(schema, "Order", "fk_u")) == [("user_id", "", False, "")]


def test_t_sql_without_semicolons() -> None:
    schema = read_definitions([TSQL])
    assert list(schema.tables) == ["Users", "sales.Orders"]
    assert schema.tables["Users"].columns["Name"].type == "nvarchar"
    assert index(schema, "sales.Orders", "IX").where == "[UserId] > 1"
    assert schema.foreign_keys[0].target == "Users"


def test_migrations_are_followed_in_their_order() -> None:
    schema = read_definitions(
        [
            "create table a (x int, y int); create index ax on a (x); create index ay on a (y)",
            "alter table a rename column x to z; drop index ay; alter table a add column w text",
            "alter table a rename to b; create table gone (i int); drop table gone",
        ]
    )
    assert list(schema.tables) == ["b"]
    assert list(schema.tables["b"].columns) == ["z", "y", "w"]
    assert [terms(each) for each in schema.indexes["b"]] == [[("z", "", False, "")]]


def test_names_are_found_in_any_case_and_with_or_without_their_schema() -> None:
    schema = read_definitions([POSTGRES])
    assert schema.table("PUBLIC.Users") is schema.tables["users"]
    assert schema.table("log") is schema.tables["app.log"]
    assert schema.table("other.users") is None
    assert schema.has_column("users", "EMAIL")
    assert not schema.has_column("users", "mail")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CREATE TABLE",
        "CREATE TABLE a (b int, c",
        "CREATE INDEX ON a (((",
        "ALTER TABLE a ADD",
        "'never ends; CREATE TABLE a (i int)",
        "CREATE TABLE a (" + "(" * 50_000,
        "$a$ " * 20_000,
        "/*" * 50_000,
        "CREATE TABLE a (b text KEY KEY) ENGINE=x",
    ],
)
def test_nothing_makes_it_fail(text: str) -> None:
    assert read_definitions([text]).level in (TEXT, DDL)


def test_the_query_of_a_view_is_kept_without_what_is_no_query() -> None:
    text = "CREATE VIEW late AS SELECT id FROM bills WHERE paid IS NULL WITH CASCADED CHECK OPTION;"
    view = read_definitions([text], "postgres").tables["late"]
    assert view.kind == "view"
    assert view.definition == "SELECT id FROM bills WHERE paid IS NULL"
