"""How good index advice is, by what is known of the database, judged by PostgreSQL and HypoPG.

    python -m benchmarks.queries.advice [--server DSN --database NAME --truth FILE]…
                                        [--record FOLDER] [--verbose]

Without a server the answers recorded beside this module are taken. With one, the statistics are
exported by the shipped script, the truth comes from `benchmarks.queries.truth`, and every
suggestion is asked of the planner; `--record` keeps the answers.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.queries.judging import LEVELS, Case, Judged, Oracle, judge, key_of, recorded

RECORDED = Path(__file__).parent / "recorded"
SCRIPT = Path(__file__).parents[2] / "resources" / "queries" / "statistics-postgres.sql"
_SERVER = "host=127.0.0.1 port=55432 user=postgres"


class LiveOracle:
    """Asks a running server, each question once; keeps the answers."""

    def __init__(self, dsn: str, case: Case) -> None:
        from benchmarks.queries.planner import Planner

        self._planner, self._case = Planner(dsn), case
        self.costs: dict[str, float] = {}

    def cost(self, row: int, definitions: Sequence[str]) -> float | None:
        """What the statement costs were there these indexes."""
        key = key_of(row, definitions)
        if key not in self.costs:
            sql = str(self._case.rows[row]["sql"])
            self.costs[key] = round(self._planner.cost(sql, definitions), 2)
        return self.costs[key]


def live_case(server: str, database: str, truth: Path) -> Case:
    """A database's truth, statistics and DDL, the last two by psql and pg_dump."""
    dsn = f"{server} dbname={database}"
    content = truth.read_bytes()
    rows = json.loads(gzip.decompress(content) if truth.suffix == ".gz" else content)
    export = subprocess.run(
        ["psql", "-At", dsn, "-f", str(SCRIPT)], capture_output=True, check=True
    ).stdout
    dumped = subprocess.run(["pg_dump", "-s", "-O", dsn], capture_output=True, check=True).stdout
    return Case(database, rows, export, dumped.decode())


def line(name: str, level: str, judged: Judged) -> str:
    """A row of the table."""
    left = f"  ({judged.unjudged} not recorded)" if judged.unjudged else ""
    return (
        f"{name:<12}{level:<12}{judged.indexes:>4} indexes  precision {judged.precision:.3f}"
        f"  recall {judged.recall:.3f} ({judged.helped}/{judged.helpable})"
        f"  false alarms {judged.alarms}/{judged.quiet}{left}"
    )


def calibration(all_judged: Sequence[tuple[str, Judged]]) -> Iterator[str]:
    """By level and number of tables, how many suggestions were right, beside what was claimed."""
    found: dict[tuple[str, int], list[tuple[float, bool]]] = {}
    for level, judged in all_judged:
        for claimed, tables, right in judged.by_confidence:
            place = 0 if tables <= 2 else 1 if tables <= 4 else 2
            found.setdefault((level, place), []).append((claimed, right))
    for (level, place), rows in sorted(found.items()):
        right = sum(each[1] for each in rows) / len(rows)
        claimed = sum(each[0] for each in rows) / len(rows)
        tables = ("1-2", "3-4", "5 or more")[place]
        yield f"{level:<12}{tables:<10} tables: {len(rows):>4} right {right:.3f} said {claimed:.3f}"


BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
"""Bounds between confidences of the table of reliability."""


def reliability(all_judged: Sequence[tuple[str, Judged]]) -> Iterator[str]:
    """By how sure suggestions said they were, how many were right."""
    rows = [row for _, judged in all_judged for row in judged.by_confidence]
    for low, high in itertools.pairwise(BINS):
        inside = [(said, right) for said, _, right in rows if low <= said < high]
        if inside:
            said = sum(each[0] for each in inside) / len(inside)
            right = sum(each[1] for each in inside) / len(inside)
            span = f"{low:.2f}-{min(high, 1):.2f}"
            yield f"said {span}: {len(inside):>4} said {said:.3f} right {right:.3f}"


def _record(folder: Path, case: Case, oracle: LiveOracle) -> None:
    kept = [{**row, "plan": None} for row in case.rows]
    document = {
        "rows": kept,
        "statistics": json.loads(case.statistics),
        "definitions": case.definitions,
        "costs": oracle.costs,
    }
    folder.mkdir(exist_ok=True)
    content = json.dumps(document, ensure_ascii=False).encode()
    (folder / f"{case.name}.json.gz").write_bytes(gzip.compress(content, mtime=0))


def main() -> int:
    """Prints a line a database and level, then the calibration and the reliability."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default=_SERVER)
    parser.add_argument("--database", action="append", default=[])
    parser.add_argument("--truth", action="append", type=Path, default=[])
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    cases: list[tuple[Case, Oracle]] = list(recorded(RECORDED)) if not asked.database else []
    for database, truth in zip(asked.database, asked.truth, strict=True):
        case = live_case(asked.server, database, truth)
        cases.append((case, LiveOracle(f"{asked.server} dbname={database}", case)))
    every: list[tuple[str, Judged]] = []
    for case, oracle in cases:
        has_plans = any(row.get("plan") for row in case.rows)
        for level in LEVELS if has_plans else LEVELS[:-1]:
            judged = judge(case, level, oracle)
            every.append((level, judged))
            print(line(case.name, level, judged), flush=True)
        if asked.record and isinstance(oracle, LiveOracle):
            _record(asked.record, case, oracle)
    print(*calibration(every), *reliability(every), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
