from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import pytest

from perfview.queries.schema.array_text import elements_of
from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.exports import looks_like_export, read_export, united
from perfview.queries.schema.model import STATISTICS, Index, Schema
from perfview.queries.schema.script import statistics_script
from perfview.recording.errors import UnreadableInput

RECORDED = Path(__file__).parent / "recorded"


def content(name: str) -> bytes:
    return gzip.decompress((RECORDED / name).read_bytes())


def postgres() -> Schema:
    return read_export(content("postgres15.stats.json.gz"), "stats.json")


def told(index: Index) -> tuple[object, ...]:
    return (index.name, index.columns, index.is_unique, index.is_primary, index.include)


@pytest.mark.parametrize("server", ["postgres15", "mariadb1011"])
def test_an_export_and_a_dump_of_the_same_database_agree(server: str) -> None:
    export = read_export(content(f"{server}.stats.json.gz"))
    dump = read_definitions([content(f"{server}.schema.sql.gz").decode()])
    assert set(export.tables) == set(dump.tables) or server == "mariadb1011"
    for name, table in export.tables.items():
        if table.kind == "view" or "view" in dump.tables[name].kind:
            continue
        mine = {c.name: (c.type, c.is_nullable, c.is_generated) for c in table.columns.values()}
        columns = dump.tables[name].columns.values()
        assert mine == {c.name: (c.type, c.is_nullable, c.is_generated) for c in columns}, name
        ours = sorted(map(told, export.indexes.get(name, ())), key=str)
        assert ours == sorted(map(told, dump.indexes.get(name, ())), key=str), name
    assert {k.columns for k in export.foreign_keys} == {k.columns for k in dump.foreign_keys}


def test_statistics_of_columns() -> None:
    users = postgres().tables["users"]
    assert users.rows == 400
    assert users.pages > 0
    assert users.inserts == 400
    born = users.columns["born"].statistics
    assert born is not None
    assert born.null_fraction == 0.25
    assert born.distinct == 300, "told as -0.75 of the rows"
    name = users.columns["Display Name"].statistics
    assert name is not None
    assert len(name.common) == len(name.common_fractions) == 8
    assert set(name.common) == {
        "O'Brien", 'a "quoted" one', "back\\slash", "{brace}", "comma, here", "", "NULL", "ünï",
    }  # fmt: skip
    assert not math.isnan(users.columns["id"].statistics.correlation)  # type: ignore[union-attr]


def test_a_partitioned_table_has_the_rows_of_its_partitions() -> None:
    measures = postgres().tables["measures"]
    assert (measures.kind, measures.rows) == ("partitioned table", 2000)
    assert measures.columns["at"].statistics is not None


def test_settings_and_mysql() -> None:
    assert postgres().settings["random_page_cost"] == "1.1"
    schema = read_export(content("mariadb1011.stats.json.gz"))
    assert schema.tables["orders"].rows == 2000
    assert schema.tables["Users"].columns["email"].statistics.distinct == 200  # type: ignore[union-attr]


def test_dump_and_export_together() -> None:
    dump = read_definitions(
        ["create table users (id int8, more text); create index x on users (id)"]
    )
    both = united(dump, postgres())
    assert both.level == STATISTICS
    assert "more" not in both.tables["users"].columns
    assert "x" not in {each.name for each in both.indexes["users"]}
    other = united(postgres(), dump)
    assert other.tables["users"].columns["id"].statistics is not None
    assert other.tables["users"].rows == 400


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("{}", ()),
        ("{a,b}", ("a", "b")),
        ('{"a,b","c\\"d","e\\\\f",""}', ("a,b", 'c"d', "e\\f", "")),
        ('{NULL,"NULL"}', ("NULL",)),
        ("{{1,2},{3,4}}", ("1", "2", "3", "4")),
        ("", ()),
    ],
)
def test_arrays_as_text(text: str, elements: tuple[str, ...]) -> None:
    assert elements_of(text) == elements


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"[]",
        b'{"perfview_statistics": 2}',
        b'{"perfview_statistics": 1}',
        b'{"perfview_statistics": 1, "server": "postgres"}',
        b"[" * 100_000,
        content("postgres15.stats.json.gz")[:5000],
    ],
)
def test_what_is_no_export_is_refused(broken: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_export(broken)


def test_odd_values_are_taken_as_unknown() -> None:
    document = json.loads(content("postgres15.stats.json.gz"))
    for table in document["tables"]:
        table["rows"] = "many"
        table["columns"] = [*table["columns"], 7, {"name": None}]
    document["indexes"].append({"definition": "nonsense"})
    assert read_export(json.dumps(document).encode()).tables["users"].rows == -1


def test_the_scripts_ship_and_say_what_they_tell() -> None:
    for dialect in ("postgres", "mysql"):
        script = statistics_script(dialect)
        assert "PRIVACY" in script
        assert "perfview_statistics" in script
    assert looks_like_export(content("postgres15.stats.json.gz")[:100])
    assert not looks_like_export(b'{"stats": 1}')


def test_visible_pages_and_queries_of_views_are_read() -> None:
    tables = (
        '{"name":"bills","schema":"public","kind":"table","rows":9,"pages":4,"visible_pages":3},'
        '{"name":"late","schema":"public","kind":"view","definition":" SELECT 1;"}'
    )
    text = f'{{"perfview_statistics":1,"server":"postgres","tables":[{tables}]}}'
    found = read_export(text.encode()).tables
    assert found["bills"].visible_pages == 3
    assert found["late"].visible_pages == -1
    assert found["late"].definition == " SELECT 1"
