"""What findings say of statements, in two words each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfview.findings.finding import Finding, Severity

_PREFIX = "query_"
_SHORT = {
    "missing_index": "no index",
    "n_plus_1": "N+1",
    "n_plus_one": "N+1",
    "write_loop": "N+1 write",
    "paging_loop": "paging",
    "duplicates": "repeated",
    "chatty_requests": "chatty",
    "large_result": "many rows",
    "lock_waits": "lock wait",
    "deadlocks": "deadlock",
    "disk_spill": "on disk",
    "statement_regression": "slower",
    "redundant_index": "spare index",
    "function_on_column": "function",
    "implicit_cast": "cast",
    "leading_wildcard": "wildcard",
    "not_in_subquery": "NOT IN",
    "or_across_tables": "OR",
    "cartesian_product": "cross join",
    "correlated_subquery": "subquery",
    "distinct_over_join": "DISTINCT",
    "deep_offset": "OFFSET",
    "huge_list": "long list",
    "random_order": "random()",
    "unbounded_write": "no WHERE",
    "idle_in_transaction": "idle",
    "cancelled_statements": "cancelled",
    "failing_statements": "fails",
    "heavy_statement": "heavy",
    "uneven_statement": "uneven",
    "heap_fetches": "heap reads",
    "jit_cost": "JIT",
    "load_burst": "burst",
    "trigger_time": "trigger",
    "workers_missing": "no workers",
    "connection_churn": "connections",
    "connection_limit": "connections",
}
"""Where the detector's own name is longer than a pill is wide."""
_TONES = {Severity.CRITICAL: "bad", Severity.WARNING: "warn", Severity.INFO: ""}
_MOST_LETTERS = 16
_FIRST = ("no index", "N+1", "lock wait", "slower")

Pill = tuple[str, str]


class Tags:
    """Pills by statement, the gravest first; told anew whenever findings arrive."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[int, Pill]]] = {}
        self._told = 0

    def tell(self, findings: Sequence[Finding]) -> bool:
        """Take in findings, of which there are only ever more; whether any was new."""
        fresh = findings[self._told :]
        self._told = len(findings)
        for finding in fresh:
            pill = (short_word(finding.detector), _TONES[finding.severity])
            for statement in finding.evidence.groups.tolist():
                own = self._of.setdefault(int(statement), [])
                if all(pill[0] != other[0] for _, other in own):
                    own.append((-finding.severity.rank, pill))
                    own.sort(key=lambda each: (each[0], _rank(each[1][0])))
        return bool(fresh)

    def of(self, statement: int) -> list[Pill]:
        """Words and tones of a statement."""
        return [pill for _, pill in self._of.get(statement, ())]

    def tone(self, statement: int) -> str:
        """The tone of the gravest, "" for none."""
        found = self._of.get(statement)
        return found[0][1][1] if found else ""

    def rank(self, count: int) -> list[int]:
        """By statement, how grave its gravest is: 0 for none."""
        ranks = [0] * count
        for statement, found in self._of.items():
            if statement < count:
                ranks[statement] = 1 - found[0][0]
        return ranks


def _rank(word: str) -> int:
    """Of what is equally grave that comes first which says what to do."""
    return _FIRST.index(word) if word in _FIRST else len(_FIRST)


def short_word(detector: str) -> str:
    """A detector in two words: ``no index``."""
    plain = detector.replace("-", "_").removeprefix(_PREFIX)
    word = _SHORT.get(plain, plain.replace("_", " "))
    return word if len(word) <= _MOST_LETTERS else word[: _MOST_LETTERS - 1].rstrip() + "…"


def words_of(pills: Iterable[Pill]) -> str:
    """Pills as a text: ``no index, N+1``."""
    return ", ".join(words for words, _ in pills)
