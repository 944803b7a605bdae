"""Plans within the content of a file, each with its statement where that is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from perfview.queries.plans.mysql.blocks import read_mysql
from perfview.queries.plans.mysql.tree_text import read_mysql_tree
from perfview.queries.plans.node import ReadPlan
from perfview.queries.plans.postgres.objects import read_postgres
from perfview.queries.plans.postgres.text import read_postgres_text
from perfview.queries.plans.sqlite.query_plan import read_sqlite
from perfview.queries.readers.explain.json_values import values_in
from perfview.queries.readers.explain.wrapping import unwrapped

_TEXT_KEYS = ("query text", "query", "sql", "statement", "sqltext", "querytext")
_STATEMENT = re.compile(
    r"^\s*(?:explain\b|select\b|with\b|insert\b|update\b|delete\b|merge\b|replace\b|values\b|\()",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(
    r"^\s*(?:explain|analyze)\b\s*(?:\((?:[^()]|\([^()]*\))*\)|(?:(?:analyze|verbose|extended|query"
    r"\s+plan|format\s*=?\s*\w+)\b\s*)*)",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"^(?:\w*[=\-(]?[#>]|mysql>|MariaDB \[[^]]*\]>|sqlite>|\s+->)\s?")
_ROOT = re.compile(r"^(?!\s*->)\s*\"?\s*\S.*\((?:cost=[0-9.]+\.\.|actual (?:time=|rows=))")
_BRANCH = re.compile(r"^[|\s]*-> ")
_DONE = re.compile(r"^\W*(?:execution time|total runtime|\(\d+ rows?\))", re.IGNORECASE)
_RULE = re.compile(
    r"^\s*(?:\"?QUERY PLAN\"?|\(\d+ rows?\)|-{3,}|\+-+\+|\| EXPLAIN.*|\*{5,}.*|EXPLAIN)\s*$"
)
_SQLITE = re.compile(r"^\s*(?:\(\d+, \d+, \d+, '|[|`]--|\d+\|\d+\|\d+\|)", re.MULTILINE)
_MOST_VALUES = 1 << 20


class FoundPlan(NamedTuple):
    """A plan, its statement ("" where it is not told), and whose it is, of `DIALECTS`."""

    plan: ReadPlan
    statement: str
    dialect: str


def plans_in(text: str) -> Iterator[FoundPlan]:
    """All plans of a file's content: JSON in any frame, or text."""
    text = unwrapped(text)
    found = False
    for plan in _of_values(values_in(text)) if "{" in text else ():
        found = True
        yield plan
    if not found:
        yield from _of_text(text)


def _of_values(values: list[Any]) -> Iterator[FoundPlan]:
    """Plans within JSON values, wherever in them they lie, in their order."""
    waiting: list[tuple[Any, str]] = [(value, "") for value in reversed(values)]
    seen = 0
    while waiting and seen < _MOST_VALUES:
        value, statement = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting += [(each, statement) for each in reversed(value)]
        elif isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            waiting += [(each, statement) for each in reversed(values_in(value))]
        elif isinstance(value, str) and "\n" in value and "-> " in value:
            yield from (each._replace(statement=statement) for each in _of_text(value))
        elif isinstance(value, dict):
            statement = _told_beside(value) or statement
            plan = _plan_of(value, statement)
            if plan:
                yield plan
            else:
                waiting += [
                    (value[key], _as_statement(key) or statement) for key in reversed(value)
                ]


def _told_beside(value: dict[str, Any]) -> str:
    for key, told in value.items():
        if isinstance(told, str) and key.lower().replace("_", "") in _TEXT_KEYS:
            return _as_statement(told)
    return ""


def _plan_of(value: dict[str, Any], statement: str) -> FoundPlan | None:
    if "Plan" in value or "Node Type" in value:
        plan, dialect = read_postgres(value), "postgres"
    elif "query_block" in value or "query_plan" in value or "operation" in value:
        plan, dialect = read_mysql(value), "mysql"
    else:
        return None
    return FoundPlan(plan, statement, dialect) if plan else None


def _as_statement(text: str) -> str:
    """A statement without ``EXPLAIN``, "" for any other text."""
    if not _STATEMENT.match(text) or " " not in text.strip():
        return ""
    return _EXPLAIN.sub("", text, count=1).strip().rstrip(";").rstrip()


def _of_text(text: str) -> Iterator[FoundPlan]:
    lines = text.splitlines()
    if any(_ROOT.match(line) for line in lines):
        yield from _parted(lines, _ROOT, read_postgres_text, "postgres")
    elif _SQLITE.search(text):
        for plan, statement in read_sqlite(text):
            yield FoundPlan(plan, _as_statement(statement), "sqlite")
    elif any(_BRANCH.match(line.replace("EXPLAIN: ", "")) for line in lines):
        yield from _trees(lines)


def _parted(
    lines: list[str], root: re.Pattern[str], read: Callable[[str], ReadPlan | None], dialect: str
) -> Iterator[FoundPlan]:
    """Plans that each begin with a line like `root` and end at an empty one, or where they say so;
    what stands before one is its statement."""
    between: list[str] = []
    plan: list[str] = []
    statement, is_over = "", True
    for line in lines:
        if root.match(line):
            if plan and (found := read("\n".join(plan))):
                yield FoundPlan(found, statement, dialect)
            plan, statement, is_over = [line], _statement_of(between), False
            between = []
        elif is_over:
            between.append(line)
        else:
            plan.append(line)
            is_over = not line.strip(' "') or _DONE.match(line) is not None
    if plan and (found := read("\n".join(plan))):
        yield FoundPlan(found, statement, dialect)


def _trees(lines: list[str]) -> Iterator[FoundPlan]:
    """MySQL's trees: the least indented branch begins one."""
    bare = [line.replace("EXPLAIN: ", "") for line in lines]
    depth = [len(line) - len(line.lstrip("| ")) for line in bare if _BRANCH.match(line)]
    top = re.compile(rf"^[|\s]{{0,{min(depth)}}}-> ")
    yield from _parted(bare, top, read_mysql_tree, "mysql")


def _statement_of(before: list[str]) -> str:
    """What was asked, of the lines before a plan."""
    told = [_PROMPT.sub("", line).strip(' "') for line in before if not _RULE.match(line)]
    text = "\n".join(told).strip()
    if text.startswith("Query Text:"):
        text = text.removeprefix("Query Text:").strip()
    start = next((at for at, line in enumerate(told) if _STATEMENT.match(line)), None)
    return _as_statement(text if start is None else "\n".join(told[start:]))
