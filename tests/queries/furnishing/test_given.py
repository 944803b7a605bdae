from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from perfview.findings.forecast import UnanswerableError
from perfview.queries.furnishing.given import furnished, tells_more
from perfview.queries.study import Study
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from tests.queries.building import QueryBuilder

ORDERS = "CREATE TABLE orders (id int);"
EXPORT = (
    '{"perfview_statistics": 1, "server": "postgres", "tables": [{"name": "orders", "rows": 7}]}'
)


def beside(folder: Path, **files: str) -> Study:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    (folder / "app.log").write_text("select 1")
    return of(folder / "app.log")


def of(path: Path) -> Study:
    return Study(QueryBuilder().model(), ImportReport(), Source(path))


def test_files_called_as_the_recording_go_before_others(tmp_path: Path) -> None:
    other = "CREATE TABLE other (id int);"
    study = beside(tmp_path, app__schema__sql=ORDERS, schema__sql=other, app__stats__json=EXPORT)
    found = furnished(study, [])
    assert list(found.schema.tables) == ["orders"]
    assert found.schema.tables["orders"].rows == 7
    noted = found.report.find("schema-used")
    assert noted is not None
    assert "app.schema.sql and app.stats.json" in noted.detail


def test_several_that_may_be_meant_are_not_used(tmp_path: Path) -> None:
    found = furnished(beside(tmp_path, schema__sql=ORDERS, structure__sql=ORDERS), [])
    assert not found.schema.tables
    assert found.report.find("unclear-schema") is not None


def test_a_bad_file_beside_is_noted_and_one_given_refused(tmp_path: Path) -> None:
    found = furnished(beside(tmp_path, schema__sql="-- nothing", stats__json='{"a": 1}'), [])
    assert [each.kind for each in found.report.oddities] == ["unused-schema"] * 2
    with pytest.raises(UnanswerableError, match=r"schema\.sql tells nothing"):
        furnished(found, [tmp_path / "schema.sql"])
    with pytest.raises(UnanswerableError, match="no such file"):
        furnished(found, [tmp_path / "missing.sql"])


def test_given_files_and_ddl_in_the_recording(tmp_path: Path) -> None:
    model = QueryBuilder().model()
    texts = type(model.strings).of(["create table mine (a int)"])
    study = Study(replace(model, strings=texts, definitions=model.statements.text[:0].copy()))
    (tmp_path / "x.sql").write_text(ORDERS)
    assert list(furnished(study, [tmp_path / "x.sql"]).schema.tables) == ["orders"]
    assert furnished(study, []) is study


def test_files_in_the_archive_with_the_recording(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("logs/app.log", "select 1")
        archive.writestr("logs/schema.sql", ORDERS)
    assert list(furnished(of(tmp_path / "all.zip"), []).schema.tables) == ["orders"]


def test_what_tells_more(tmp_path: Path) -> None:
    names = {
        "a.sql": ORDERS,
        "b.json": EXPORT,
        "c.sql": "select 1",
        "d.json": "{}",
        "e.log": ORDERS,
    }
    for name, text in names.items():
        (tmp_path / name).write_text(text)
    assert [tells_more(tmp_path / name) for name in names] == [True, True, False, False, False]
