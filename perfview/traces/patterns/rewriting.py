"""A statement asked once per row, rewritten to be asked once for all rows.

Works on the text alone and gives up (None) on whatever it does not surely understand: several
WHERE, OR, a LIMIT with an ORDER BY. No rewrite is better than one that means something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = r"(?:\$\?|\$\d+|%s|%\(\w+\)s|(?<![\w:])[:@]\w+|\?|\.\.\.|…)"
_NAME = r"(?:[\w\"`\[\]]+\.){0,2}[\w\"`\[\]]+"
_EQUALITY = re.compile(rf"({_NAME})\s*=\s*({_PLACE})(?!\w)", re.IGNORECASE)
_TAIL = re.compile(r"\b(group\s+by|having|order\s+by|limit|offset|fetch\s+first|for\s+)", re.I)
_AGGREGATE = re.compile(r"\b(count|sum|min|max|avg)\s*\(", re.IGNORECASE)
_KEY_LIKE = re.compile(r"(id|key|sku|code|uuid|guid|slug|number|no)[\"`\]]?$", re.IGNORECASE)
_VALUES = re.compile(r"\bvalues\s*(\((?:[^()]|\([^()]*\))*\))\s*$", re.IGNORECASE)
_COLUMNS = re.compile(r"^(?:insert|replace)\b[^()]*\(([^()]*)\)\s*values\s*(\(\?\))", re.IGNORECASE)
_MONGO_KEY = re.compile(r'("[\w.]+")\s*:\s*("?\?"?)')
_CLAUSE = re.compile(
    r"(?<!left)(?<!right)(?<!full)(?<!inner)(?<!outer)(?<!cross)(?<!delete)\s+"
    r"(?=(?:from|where|group\s+by|having|order\s+by|limit|offset|values|set|returning|union"
    r"|(?:inner\s+|left\s+|right\s+|full\s+|cross\s+|outer\s+)*join)\b)",
    re.IGNORECASE,
)
LONGEST = 4_000
"""Characters of a statement that is looked into; nobody reads a longer example."""

WIDTH = 44
"""Characters of a line of code that a card has room for."""

_MANY_AT_ONCE = {"get": "MGET", "set": "MSET", "hget": "HMGET", "del": "DEL"}


@dataclass(frozen=True)
class Rewrite:
    """The statement for all rows, the column that told the rows apart, and what to mind."""

    text: str
    key: str
    language: str
    note: str = ""


def batched(statement: str, system: str) -> Rewrite | None:
    """The statement (literals taken out) for many keys, in the dialect of `system`; or None."""
    text = statement.strip().rstrip(";").strip() if len(statement) <= LONGEST else ""
    word = text.split(None, 1)[0].lower() if text else ""
    if text.startswith("{"):
        return _batched_document(text)
    if word in ("select", "update", "delete"):
        return _batched_condition(text, word, system)
    if word in ("insert", "replace"):
        return _batched_insert(text)
    return _batched_command(text, word) if system in ("redis", "valkey") else None


def with_all_places(statement: str) -> str:
    """INSERT INTO t (a, b) VALUES (?) with a place for each column named, as it was written."""
    found = _COLUMNS.search(statement) if len(statement) <= LONGEST else None
    if not found:
        return statement
    columns = found[1].count(",") + 1
    return f"{statement[: found.start(2)]}({', '.join(['?'] * columns)}){statement[found.end(2) :]}"


def laid_out(statement: str) -> str:
    """SQL with each clause on a line of its own, and lists of columns folded when they are long."""
    clauses = _CLAUSE.sub("\n", " ".join(statement.split())).split("\n")
    return "\n".join(line for clause in clauses for line in _folded(clause))


def _folded(clause: str) -> list[str]:
    """A clause in lines of at most `WIDTH` where words allow: textwrap, 30 times faster."""
    lines: list[str] = []
    for word in clause.split():
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"  {word}" if lines else word)
    return lines


def index_for(statement: str) -> tuple[str, tuple[str, ...]] | None:
    """The table and the columns a SELECT, UPDATE or DELETE looks rows up by; None when unclear."""
    text = " ".join(statement.split()) if len(statement) <= LONGEST else ""
    table = re.search(rf"\b(?:from|update)\s+({_NAME})", text, re.IGNORECASE)
    parts = re.split(r"\bwhere\b", text, flags=re.IGNORECASE)
    if not table or len(parts) != 2:
        return None
    conditions, _ = _split_tail(parts[1])
    columns = [_bare(name) for name, _ in _EQUALITY.findall(conditions)]
    joined = re.search(r"\b(join|or)\b", text, re.IGNORECASE)
    return (table[1], tuple(dict.fromkeys(columns))) if columns and not joined else None


def subject_of(statement: str) -> str:
    """The table that a statement reads or writes; "" when its text does not tell."""
    words = statement[:LONGEST].split()
    lowered = [word.lower() for word in words]
    marks = [mark for mark in ("from", "into", "update") if mark in lowered[:-1]]
    if not marks:
        return ""
    writes = lowered[0] in ("insert", "replace", "merge", "update")
    mark = min(marks, key=lowered.index) if writes else marks[0]
    return words[lowered.index(mark) + 1].partition("(")[0].strip('"`[](),;')


def _split_tail(conditions: str) -> tuple[str, str]:
    tail = _TAIL.search(conditions)
    at = tail.start() if tail else len(conditions)
    return conditions[:at].strip(), conditions[at:].strip()


def _bare(name: str) -> str:
    return name.rsplit(".", 1)[-1].strip('"`[]')


def _batched_condition(text: str, word: str, system: str) -> Rewrite | None:
    parts = re.split(r"\bwhere\b", text, flags=re.IGNORECASE)
    if len(parts) != 2 or re.search(r"\b(or|union)\b", parts[1], re.IGNORECASE):
        return None
    conditions, tail = _split_tail(parts[1])
    found = list(_EQUALITY.finditer(conditions))
    if not found:
        return None
    key_like = [m for m in found if _KEY_LIKE.search(m[1])]
    match = key_like[-1] if key_like else found[0]
    many = f"{conditions[: match.start()]}{_any(match, system)}{conditions[match.end() :]}"
    note = "" if len(found) == 1 else f"This assumes that {_bare(match[1])} is what changes."
    if word == "select":
        return _batched_select(parts[0], many, tail, match[1], note)
    if word == "update":
        note = "Right only where all rows get the same values; else send them as one batch. " + note
    return Rewrite(f"{parts[0].rstrip()} WHERE {many} {tail}".strip(), _bare(match[1]), "sql", note)


def _any(match: re.Match[str], system: str) -> str:
    place = "?" if match[2] in ("...", "…", "$?") else match[2]
    if system.startswith(("postgres", "cockroach")):
        return f"{match[1]} = ANY({place})"
    return f"{match[1]} IN ({place}, {place}, …)"


def _batched_select(head: str, many: str, tail: str, key: str, note: str) -> Rewrite | None:
    ordered = re.search(r"\border\s+by\b", tail, re.IGNORECASE)
    limited = re.search(r"\b(limit|offset|fetch)\b", tail, re.IGNORECASE)
    if ordered and limited:
        return None
    tail = "" if limited else tail
    columns = re.match(r"\s*select\s+(distinct\s+)?(.*?)\bfrom\b", head, re.IGNORECASE | re.DOTALL)
    if not columns:
        return None
    wanted = columns[2]
    if _AGGREGATE.search(wanted) and not re.search(r"\bgroup\s+by\b", tail, re.IGNORECASE):
        tail = f"GROUP BY {key} {tail}".strip()
    if "*" not in re.sub(r"\(\s*\*\s*\)", "", wanted) and not _mentions(wanted, key):
        head = head[: columns.start(2)] + f"{key}, " + head[columns.start(2) :]
    return Rewrite(f"{head.rstrip()} WHERE {many} {tail}".strip(), _bare(key), "sql", note)


def _mentions(columns: str, key: str) -> bool:
    names = (part.strip() for part in re.sub(r"\([^()]*\)", "", columns).split(","))
    return any(_bare(name.split(" ")[0]).lower() == _bare(key).lower() for name in names)


def _batched_insert(text: str) -> Rewrite | None:
    match = _VALUES.search(text)
    if not match:
        return None
    return Rewrite(f"{text[: match.end(1)]}, {match[1]}, …", "", "sql")


def _batched_document(text: str) -> Rewrite | None:
    """A MongoDB command: the first value that is looked for becomes a list of values."""
    match = _MONGO_KEY.search(text)
    if not match or not re.search(r'"(find|count|distinct|delete|filter)"', text):
        return None
    many = f'{match[1]}: {{"$in": [{match[2]}, {match[2]}, …]}}'
    limited = re.sub(r',\s*"limit"\s*:\s*"?[\d?]+"?', "", text[match.end() :])
    return Rewrite(text[: match.start()] + many + limited, match[1].strip('"'), "json")


def _batched_command(text: str, word: str) -> Rewrite | None:
    """A command of a key-value store: its form for several keys, or a pipeline of the same."""
    arguments = text.split(None, 1)[1] if " " in text else ""
    if word in _MANY_AT_ONCE and arguments:
        return Rewrite(f"{_MANY_AT_ONCE[word]} {arguments} {arguments} …", "key", "text")
    return Rewrite(f"pipeline:\n  {text}\n  {text}\n  …", "key", "text")
