"""Statements that no index is looked for."""

from perfview.queries.sql.system_tables import is_system_table
from tests.queries.building import QueryBuilder


def test_catalogs_are_told_from_own_tables() -> None:
    theirs = ("pg_class", "pg_catalog.pg_type", "information_schema.tables", "sqlite_master")
    own = ("orders", "pgbench_accounts", "app.pg", "system_log", "mysql_users", "all_tables_seen")
    assert all(map(is_system_table, theirs))
    assert not any(map(is_system_table, own))


def test_no_index_is_advised_on_catalogs_nor_for_hundreds_of_tables() -> None:
    build = QueryBuilder()
    build.call(
        "SELECT * FROM pg_class c JOIN pg_namespace n ON n.oid = c.x WHERE relname = 'a'", 90
    )
    build.call(" UNION ALL ".join(f"SELECT a FROM t{n} WHERE b = 1" for n in range(150)), 9000)
    build.call("SELECT * FROM orders WHERE note = 'a'", 900)
    assert [each.table for each in build.study().suggestions] == ["orders"]
