"""Filters over the tables of a bundle."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.bundles import tables
from perfview.bundles.filtering.tables import FILTERS, modules_that, packages_that
from perfview.filtering.grammar import FilterError, parse
from tests.bundles.building import BundleBuilder


@pytest.fixture
def study():
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.chunk("later", parents=("main",))
    made.module("src/index.js", 100, chunk="main", entry=True)
    made.module("src/chart.js", 200, chunk="main", form="commonjs")
    made.module("src/page.js", 300, chunk="later")
    made.module("node_modules/d3/index.js", 5000, chunk="main")
    made.place("node_modules/d3/index.js", "later", 5000)
    made.module("node_modules/a/node_modules/d3/index.js", 700, chunk="later")
    made.module("src/unused.js", 40)
    made.imports("src/index.js", "src/chart.js", "node_modules/d3/index.js")
    made.imports("src/chart.js", "node_modules/d3/index.js")
    made.lazily("src/index.js", "src/page.js")
    made.imports("src/page.js", "node_modules/a/node_modules/d3/index.js")
    return made.study()


def named(study, text):
    kept = np.flatnonzero(modules_that(study, parse(text)))
    return [study.name_of(int(row)).rpartition("/")[2] for row in kept]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("chart", ["chart.js"]),
        ("package=d3", ["index.js", "index.js"]),
        ("package=d3 start=true", ["index.js"]),
        ("format=commonjs", ["chart.js"]),
        ("size>4kB", ["index.js"]),
        ("bytes>4kB", ["index.js"]),
        ("source_bytes<=40", ["unused.js"]),
        ("initial>0 initial<=200", ["index.js", "chart.js"]),
        ("chunk=later", ["page.js", "index.js", "index.js"]),
        ("chunk=main chunk=later", ["index.js"]),
        ("chunk!=main", ["page.js", "index.js", "unused.js"]),
        ("importers>1", ["index.js"]),
        ("entry=true", ["index.js"]),
        ("duplicate=true", ["index.js", "index.js"]),
        ("retained>600 start=false", ["page.js", "index.js"]),
        ("name~page|chart", ["chart.js", "page.js"]),
    ],
)
def test_modules(study, text, names):
    assert named(study, text) == names


def test_packages(study):
    def folders(text):
        rows = np.flatnonzero(packages_that(study, parse(text)))
        return [study.model.strings[study.model.packages.folder[row]] for row in rows]

    assert folders("copies>1") == ["node_modules/d3", "node_modules/a/node_modules/d3"]
    assert folders("wasted>0") == ["node_modules/a/node_modules/d3"]
    assert folders("size>=10000") == ["node_modules/d3"]
    assert folders("name=d3 initial=0") == ["node_modules/a/node_modules/d3"]


@pytest.mark.parametrize(
    ("table", "text", "count"),
    [
        ("chunks", "start=true", 1),
        ("chunks", "modules>2", 2),
        ("chunks", "name=lat*", 1),
        ("assets", "kind=script", 2),
        ("assets", "size>5500", 1),
        ("assets", "size<=5500", 1),
    ],
)
def test_chunks_and_files(study, table, text, count):
    found = FILTERS[table](study, parse(text))
    assert int(found.sum()) == count


def test_filters_are_of_tables_that_are_exported(study):
    assert set(FILTERS) <= set(tables.TABLES)
    for table, keep in FILTERS.items():
        columns = tables.TABLES[table](study)
        rows = len(next(iter(columns.values())))
        assert len(keep(study, parse(""))) == rows
        for key, column in columns.items():
            if isinstance(column, np.ndarray) and column.dtype != np.bool_:
                assert len(keep(study, parse(f"{key}>=0"))) == rows


def test_a_key_that_is_not_there_is_told_with_those_that_are(study):
    with pytest.raises(FilterError, match=r"no “colour” here, but: name.*chunk"):
        modules_that(study, parse("colour=red"))
    with pytest.raises(FilterError, match="compared with a number"):
        modules_that(study, parse("size=big"))
