"""What columns of a server's statistics mean.

pg_stat_statements 1.0 to 1.12 (PostgreSQL 9.0 to 18: times in ms, ``total_time`` up to 1.7, then
``total_exec_time``; ``blk_read_time`` up to 1.10, then ``shared_blk_read_time``; blocks of 8 KiB);
MySQL's and MariaDB's ``performance_schema.events_statements_summary_by_digest`` (times in ps) and
``sys.statement_analysis``. Sources: the servers' manuals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from perfview.queries.plans.node import BLOCK, number
from perfview.queries.readers.statistics.rows import Row

_LATENCY = re.compile(r"^([0-9.]+) *(ps|ns|us|µs|ms|s|m|h)$")
_UNITS_NS = {
    "ps": 1e-3, "ns": 1.0, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
}  # fmt: skip
_MOST = float(1 << 62)


@dataclass(frozen=True)
class Kind:
    """One kind of statistics. `text`: columns the statement may stand in; `sums`: by column of
    `Totals`, the columns that are added up and what one of theirs is; `first`: the same where
    only the first that is there counts; `needed`: at least one of each must be there."""

    name: str
    dialect: str
    text: tuple[str, ...]
    sample: str
    database: tuple[str, ...]
    user: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    first: dict[str, tuple[tuple[str, ...], float]]
    sums: dict[str, tuple[tuple[str, ...], float]] = field(default_factory=dict)

    def fits(self, row: Row) -> bool:
        """Whether a row is of this kind."""
        return all(any(name in row for name in names) for names in self.needed)


_MS, _PS = 1e6, 1e-3
_POSTGRES = Kind(
    name="pg_stat_statements",
    dialect="postgres",
    text=("query",),
    sample="",
    database=("datname", "database", "dbname"),
    user=("rolname", "usename", "username"),
    needed=(
        ("query",),
        ("calls",),
        ("total_exec_time", "total_time"),
        ("rows", "shared_blks_hit", "queryid", "mean_exec_time", "mean_time"),
    ),
    first={
        "calls": (("calls",), 1),
        "total_ns": (("total_exec_time", "total_time"), _MS),
        "min_ns": (("min_exec_time", "min_time"), _MS),
        "max_ns": (("max_exec_time", "max_time"), _MS),
        "mean_ns": (("mean_exec_time", "mean_time"), _MS),
        "deviation_ns": (("stddev_exec_time", "stddev_time"), _MS),
        "planning_ns": (("total_plan_time",), _MS),
        "rows": (("rows",), 1),
        "wal_bytes": (("wal_bytes",), 1),
    },
    sums={
        "read_bytes": (("shared_blks_read", "local_blks_read"), BLOCK),
        "hit_bytes": (("shared_blks_hit", "local_blks_hit"), BLOCK),
        "temporary_bytes": (("temp_blks_read", "temp_blks_written"), BLOCK),
        "io_ns": (
            (
                "blk_read_time", "blk_write_time", "shared_blk_read_time", "shared_blk_write_time",
                "local_blk_read_time", "local_blk_write_time", "temp_blk_read_time",
                "temp_blk_write_time",
            ),
            _MS,
        ),
    },
)  # fmt: skip
_DIGEST = Kind(
    name="performance_schema",
    dialect="mysql",
    text=("digest_text",),
    sample="query_sample_text",
    database=("schema_name",),
    user=(),
    needed=(("digest_text",), ("count_star",), ("sum_timer_wait",)),
    first={
        "calls": (("count_star",), 1),
        "total_ns": (("sum_timer_wait",), _PS),
        "min_ns": (("min_timer_wait",), _PS),
        "max_ns": (("max_timer_wait",), _PS),
        "mean_ns": (("avg_timer_wait",), _PS),
        "p95_ns": (("quantile_95",), _PS),
        "rows_read": (("sum_rows_examined",), 1),
        "lock_ns": (("sum_lock_time",), _PS),
        "errors": (("sum_errors",), 1),
        "unindexed": (("sum_no_index_used",), 1),
        "disk_tables": (("sum_created_tmp_disk_tables",), 1),
    },
    sums={"rows": (("sum_rows_sent", "sum_rows_affected"), 1)},
)
_ANALYSIS = Kind(
    name="sys.statement_analysis",
    dialect="mysql",
    text=("query",),
    sample="",
    database=("db",),
    user=(),
    needed=(("query",), ("exec_count",), ("total_latency",)),
    first={
        "calls": (("exec_count",), 1),
        "total_ns": (("total_latency",), _PS),
        "max_ns": (("max_latency",), _PS),
        "mean_ns": (("avg_latency",), _PS),
        "rows_read": (("rows_examined",), 1),
        "lock_ns": (("lock_latency",), _PS),
        "errors": (("err_count",), 1),
        "disk_tables": (("tmp_disk_tables",), 1),
    },
    sums={"rows": (("rows_sent", "rows_affected"), 1)},
)
KINDS = (_POSTGRES, _DIGEST, _ANALYSIS)


def kind_of(row: Row) -> Kind | None:
    """What a row is of, None for anything else."""
    return next((kind for kind in KINDS if kind.fits(row)), None)


def totals_of(kind: Kind, row: Row) -> dict[str, int]:
    """By column of `Totals`, -1 where the row does not tell."""
    found = {}
    for column, (names, unit) in kind.first.items():
        told = (_number(row[name], unit) for name in names if name in row)
        found[column] = _whole(next((value for value in told if value == value), float("nan")))
    for column, (names, unit) in kind.sums.items():
        values = [_number(row[name], unit) for name in names if name in row]
        told_all = [value for value in values if value == value]
        found[column] = _whole(sum(told_all) if told_all else float("nan"))
    return found


def _number(value: Any, unit: float) -> float:
    """A number in ns, bytes or calls; times may be written with their unit (``1.27 s``)."""
    if isinstance(value, str):
        value = value.strip()
        if match := _LATENCY.match(value):
            return number(match[1]) * _UNITS_NS[match[2]]
        if value.count(",") and value.replace(",", "").replace(".", "").isdigit():
            value = value.replace(",", "")
    return number(value) * unit


def _whole(value: float) -> int:
    return -1 if value != value else int(min(round(value), _MOST))
