"""A PostgreSQL plan in text form becomes nodes.

Each line is a node, something a node tells, a name under which the next node is run, or something
of the plan as a whole; how far it is indented says to what it belongs. Lines are turned into the
properties that FORMAT JSON has, which are then read by one and the same code.
"""

from __future__ import annotations

import re
from typing import Any

from perfview.queries.plans.node import ReadPlan
from perfview.queries.plans.postgres.names import told_by_name
from perfview.queries.plans.postgres.objects import read_postgres

_NUMBER = r"([0-9.eE+]+)"
_COST = re.compile(rf"\(cost={_NUMBER}\.\.{_NUMBER} rows={_NUMBER} width=([0-9]+)\)")
_ACTUAL = re.compile(
    rf"\((?:actual )?(?:time={_NUMBER}\.\.{_NUMBER} )?rows={_NUMBER} loops={_NUMBER}\)"
)
_NEVER = "(never executed)"
_COSTS = re.compile(r" *\((?:cost=|actual |never executed\))")
_SUBPLAN = re.compile(r"^(?:(?:InitPlan|SubPlan) .+|CTE [^:]+)$")
_HEADER = re.compile(r"^\s*(?:QUERY PLAN|-{4,}|\(\d+ rows?\))\s*$", re.IGNORECASE)
_WORKER = re.compile(r"^Worker (\d+): +(.*)$")
_TRIGGER = re.compile(
    rf"^Trigger (?:for )?(.+?)(?: on (\S+))?: (?:time={_NUMBER} )?calls={_NUMBER}$"
)
_BLOCKS = re.compile(r"(shared|local|temp) ((?: ?(?:hit|read|dirtied|written)=\d+)+)")
_TIMES = re.compile(r"(?:(shared/local|shared|local|temp) )?((?: ?(?:read|write)=[0-9.]+)+)")
_WAL = {"records": "WAL Records", "fpi": "WAL FPI", "bytes": "WAL Bytes"}
_SPREAD = ("Buckets", "Sort Method", "Batches", "Heap Blocks", "Hits", "Full-sort Groups",
           "Pre-sorted Groups", "Planned Partitions", "Storage")  # fmt: skip
_OWN_NAMES = {
    "Buckets": "Hash Buckets", "Batches": "Hash Batches", "Memory Usage": "Peak Memory Usage",
    "Hits": "Cache Hits", "Misses": "Cache Misses", "Evictions": "Cache Evictions",
    "Overflows": "Cache Overflows",
}  # fmt: skip

Object = dict[str, Any]


def read_postgres_text(text: str) -> ReadPlan | None:
    """The nodes of a plan in text form; None where there is none.

    Reads what psql, pgAdmin and logs put around it: headers, quotes, a ``+`` at the end of lines.
    """
    reading = _Reading()
    for line in _lines(text):
        reading.take(line)
    return read_postgres(reading.whole) if "Plan" in reading.whole else None


def _lines(text: str) -> list[str]:
    """The lines of a plan without what was put around them."""
    lines = []
    for line in text.expandtabs(8).splitlines():
        line = line.rstrip()
        if line.endswith("+"):
            line = line[:-1].rstrip()
        if len(line) > 1 and line.lstrip()[:1] == line[-1] == '"' and line.count('"') % 2 == 0:
            line = line.lstrip()[1:-1].replace('""', '"')
        if line.strip() and not _HEADER.match(line):
            lines.append(line)
    return lines


class _Reading:
    """A plan while its lines come in."""

    def __init__(self) -> None:
        self.whole: Object = {}
        # Of each node that is still open: how far it is indented, and its properties.
        self._open: list[tuple[int, Object]] = []
        self._run_as: list[tuple[int, str]] = []
        self._section = ""
        self._worker: tuple[int, Object] | None = None
        self._last: tuple[Object, str] | None = None

    def take(self, line: str) -> None:
        """The next line."""
        said = line.lstrip(" ")
        indent = len(line) - len(said)
        is_child = said.startswith("->")
        if is_child:
            said = said[2:].lstrip(" ")
        costs = _COSTS.search(said)
        if is_child or (costs and not self._open):
            self._node(indent, said, costs)
        elif not self._open:
            return
        elif _SUBPLAN.match(said) and not costs:
            self._subplan(indent, said)
        else:
            self._property(indent, said)

    def _node(self, indent: int, said: str, costs: re.Match[str] | None) -> None:
        node: Object = dict(told_by_name(said[: costs.start()] if costs else said.rstrip()))
        _read_costs(said[costs.start() :] if costs else "", node)
        while self._open and self._open[-1][0] >= indent:
            self._open.pop()
        while self._run_as and self._run_as[-1][0] >= indent:
            self._run_as.pop()
        if self._open:
            parent_indent, parent = self._open[-1]
            if self._run_as and self._run_as[-1][0] > parent_indent:
                _name_subplan(node, self._run_as[-1][1])
            parent.setdefault("Plans", []).append(node)
        elif "Plan" not in self.whole:
            self.whole["Plan"] = node
        else:
            return
        self._open.append((indent, node))
        self._last = self._worker = None

    def _subplan(self, indent: int, said: str) -> None:
        """A name under which the next node is run, of the node that is indented less."""
        while len(self._open) > 1 and self._open[-1][0] >= indent:
            self._open.pop()
        self._run_as.append((indent, said))

    def _property(self, indent: int, said: str) -> None:
        root_indent = self._open[0][0]
        key, is_told, value = said.partition(":")
        value = value.strip()
        if indent <= root_indent:
            self._of_whole(said, key, value)
        elif self._section:
            self._in_section(said, key, value)
        elif is_told:
            owner = self._owner(indent)
            if owner is not None:
                _read_property(owner, said, key.strip(), value)
                self._last = (owner, key.strip())
                if _WORKER.match(said):
                    self._worker = (indent, owner["Workers"][-1])
        elif self._last:
            # A condition whose text holds a line break goes on.
            owner, key = self._last
            owner[key] = f"{owner.get(key, '')} {said}".strip()

    def _owner(self, indent: int) -> Object | None:
        """The innermost open node that is indented less, or a worker of it."""
        if self._worker and indent > self._worker[0]:
            return self._worker[1]
        self._worker = None
        return next((node for at, node in reversed(self._open) if at < indent), None)

    def _of_whole(self, said: str, key: str, value: str) -> None:
        low = key.lower()
        if (match := _TRIGGER.match(said)) is not None:
            self.whole.setdefault("Triggers", []).append(_trigger(match))
        elif low in ("planning time", "execution time", "total runtime"):
            self.whole[key.title()] = value.split(" ")[0]
        elif low in ("planning", "jit", "serialization"):
            self._section = {"jit": "JIT"}.get(low, key.title())
            self.whole[self._section] = {"": value} if value else {}
        elif low in ("settings", "query identifier"):
            self.whole[key.title()] = value
        elif self._section or low in ("functions", "options", "timing"):
            self._in_section(said, key, value)
        elif value:
            _read_property(self._open[0][1], said, key, value)

    def _in_section(self, said: str, key: str, value: str) -> None:
        section = self.whole.setdefault(self._section or "JIT", {})
        if key in ("Buffers", "I/O Timings"):
            _read_property(section, said, key, value)
        elif value:
            section[key.strip()] = value


def _name_subplan(node: Object, name: str) -> None:
    """How a node is run that stands under a name; an InitPlan runs once and apart."""
    node["Subplan Name"] = name
    is_apart = name.startswith(("InitPlan", "CTE"))
    node["Parent Relationship"] = "InitPlan" if is_apart else "SubPlan"


def _read_costs(said: str, node: Object) -> None:
    if cost := _COST.search(said):
        node["Startup Cost"], node["Total Cost"] = cost[1], cost[2]
        node["Plan Rows"], node["Plan Width"] = cost[3], cost[4]
    if _NEVER in said:
        node["Actual Loops"] = node["Actual Rows"] = node["Actual Total Time"] = 0
    elif actual := _ACTUAL.search(said[cost.end() :] if cost else said):
        if actual[1]:
            node["Actual Startup Time"], node["Actual Total Time"] = actual[1], actual[2]
        node["Actual Rows"], node["Actual Loops"] = actual[3], actual[4]


def _read_property(owner: Object, said: str, key: str, value: str) -> None:
    if worker := _WORKER.match(said):
        owner.setdefault("Workers", []).append({"Worker Number": worker[1], "Did": worker[2]})
    elif key == "Buffers":
        for kind, counts in _BLOCKS.findall(value):
            for count in counts.split():
                how, _, blocks = count.partition("=")
                owner[f"{kind.title()} {how.title()} Blocks"] = blocks
    elif key == "I/O Timings":
        for kind, counts in _TIMES.findall(value):
            for count in counts.split():
                how, _, time = count.partition("=")
                owner[" ".join(filter(None, [kind.title(), "I/O", how.title(), "Time"]))] = time
    elif key == "WAL":
        for count in value.split():
            how, _, amount = count.partition("=")
            owner[_WAL.get(how, f"WAL {how}")] = amount
    elif key == "Sort Method":
        _read_sort(owner, value)
    elif key in _SPREAD:
        _read_pairs(owner, said)
    else:
        owner[key] = value


def _read_sort(owner: Object, value: str) -> None:
    """``external merge  Disk: 1234kB``"""
    method, _, space = value.partition("  ")
    owner["Sort Method"] = method.strip()
    kind, _, used = space.partition(":")
    if used:
        owner["Sort Space Type"], owner["Sort Space Used"] = kind.strip(), used.strip(" kB")


def _read_pairs(owner: Object, said: str) -> None:
    """``Buckets: 65536 (originally 1024)  Batches: 4  Memory Usage: 9kB``, ``Heap Blocks: exact=5
    lossy=2``"""
    if said.startswith("Heap Blocks:"):
        for count in said.partition(":")[2].split():
            how, _, blocks = count.partition("=")
            owner[f"{how.title()} Heap Blocks"] = blocks
        return
    for pair in re.split(" {2,}", said):
        key, _, value = pair.partition(": ")
        name = _OWN_NAMES.get(key, key)
        if key == "Batches" and owner.get("Node Type") == "Aggregate":
            name = "HashAgg Batches"
        value, _, before = value.partition(" (originally ")
        owner[name] = value.removesuffix("kB")
        if before:
            owner[f"Original {name}"] = before.rstrip(")")


def _trigger(match: re.Match[str]) -> Object:
    name = match[1].removeprefix("for ")
    is_constraint = name.startswith("constraint ")
    key = "Constraint Name" if is_constraint else "Trigger Name"
    said = {key: name.removeprefix("constraint "), "Time": match[3], "Calls": match[4]}
    return said | ({"Relation": match[2]} if match[2] else {})
