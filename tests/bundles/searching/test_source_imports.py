"""What a source text imports, and when it uses that."""

from __future__ import annotations

from perfview.bundles.searching.source_imports import asks_for, imports_in, least_depth

TEXT = """import React, { useState as state } from 'react';
import * as XLSX from "xlsx";
import type { Row } from './types';
import {
  save,
  load,
} from '../features/export';
import './style.css';
const table = [{ path: '/', element: <Settings /> }];
export function Page() {
  return <button onClick={() => save(XLSX)}>{load()}</button>;
}
"""


def test_names_are_read_with_what_they_stand_for() -> None:
    found = {each.request: each for each in imports_in(TEXT)}
    assert set(found) == {"react", "xlsx", "../features/export"}
    assert found["react"].names == {"React": "default", "state": "useState"}
    assert found["xlsx"].is_whole
    assert set(found["../features/export"].names) == {"save", "load"}


def test_the_outermost_use_counts_and_the_import_itself_does_not() -> None:
    assert least_depth(TEXT, {"save"}) == 2
    assert least_depth(TEXT, {"save", "load"}) == 1
    assert least_depth(TEXT, {"nowhere"}) is None


def test_what_is_only_handed_on_at_the_top_is_not_needed_there() -> None:
    assert least_depth(TEXT, {"Settings"}) == 1
    assert least_depth("Chart.register(a);", {"Chart"}) == 0
    assert least_depth("class B extends A {}", {"A"}) == 0


def test_without_a_request_the_last_part_of_the_name_tells() -> None:
    (one,) = imports_in("import { a } from '../ui';")
    assert asks_for(one, "../ui", "src/ui/index.js")
    assert asks_for(one, "src/ui/index.js", "src/ui/index.js")
    assert not asks_for(one, "src/other/index.js", "src/other/index.js")
