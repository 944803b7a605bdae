"""What is given along with queries: the schema, and what a real planner said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perfview.queries.schema.model import Schema


@dataclass(frozen=True)
class Checked:
    """What a real planner said of indexes (`checking`). costs: of a statement's plan without and
    with it, by (ddl, statement), the ddl not CONCURRENTLY; scans: where no hypothetical index could
    be made, whether the plan reads the whole table, by the same; plans: the two plans themselves,
    as EXPLAIN (FORMAT JSON) gives them, by the same; failed: statements that the server does not
    plan, and its error code."""

    server: str = ""
    costs: Mapping[tuple[str, int], tuple[float, float]] = field(default_factory=dict)
    scans: Mapping[tuple[str, int], bool] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)
    plans: Mapping[tuple[str, int], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Furnished:
    """schema: from DDL in the recording, files beside it and files given; checked: see above."""

    schema: Schema = field(default_factory=Schema)
    checked: Checked = field(default_factory=Checked)
