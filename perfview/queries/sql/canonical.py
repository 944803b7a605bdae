"""A statement's tree as a text that is the same for everything pg_query counts as one.

Source: libpg_query's `pg_query_fingerprint.c` (github.com/pganalyze/libpg_query) and its wiki.
Constants and parameters count for nothing; the select list, FROM, columns of an INSERT, arguments,
IN and VALUES lists are sets; schemas of tables and names given with AS to columns and subqueries
count for nothing; all else counts, in order. One thing differs on purpose: an equality is no IN
list here, since asking for one at a time is not asking for many at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlglot import exp

_LONGEST = 512
"""Characters of a part; for a longer one stands its hash, so that deep chains stay cheap."""
_CONSTANTS = frozenset(
    {
        "literal", "placeholder", "parameter", "null", "boolean", "national", "hexstring",
        "bitstring", "bytestring", "rawstring", "unicodestring", "heredoc", "jsonpath",
        "datatypeparam", "sessionparameter",
    }
)  # fmt: skip
_WRAPPERS = frozenset({"paren", "alias", "subquery", "neg", "interval", "cast", "trycast"})
_LIMITS = ("limit", "offset")
_Parts = dict[int, str]


def canonical(tree: exp.Expression) -> str:
    """The text of a whole statement. Iterative, so that depth does not matter."""
    done: _Parts = {}
    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        node, is_ready = stack.pop()
        if is_ready:
            text = _MADE.get(node.key, _plain)(node, done)
            text = f"not {text}" if node.args.get("negate") else text
            done[id(node)] = text if len(text) <= _LONGEST else _short(text)
        elif node.key in _CONSTANTS:
            done[id(node)] = ""
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in _children(node))
    return done[id(tree)]


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _children(node: exp.Expression) -> Iterator[Any]:
    """What a node is made of; a chain of AND hangs flat under its uppermost."""
    if node.key in ("and", "or"):
        yield from _terms(node)
        return
    for value in node.args.values():
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, exp.Expression))
        elif isinstance(value, exp.Expression):
            yield value


def _terms(node: exp.Expression) -> Iterator[Any]:
    """The terms of a chain of AND or of OR; one in brackets on the left belongs to it, as in
    PostgreSQL's parser (`makeAndExpr`)."""
    key = node.key
    while node.key == key:
        yield node.args.get("expression")
        node = node.args["this"]
        inner = node
        while inner.key == "paren":
            inner = inner.args["this"]
        node = inner if inner.key == key else node
    yield node


def _all(value: Any, done: _Parts) -> list[str]:
    """The texts of a member, constants left out."""
    if isinstance(value, list):
        return [text for each in value if (text := _one(each, done))]
    text = _one(value, done)
    return [text] if text else []


def _one(value: Any, done: _Parts) -> str:
    if isinstance(value, exp.Expression):
        return done.get(id(value), "")
    return "" if value is None or value is False else str(value)


def _set(texts: list[str]) -> str:
    return ",".join(sorted(set(texts)))


def _plain(node: exp.Expression, done: _Parts) -> str:
    """Any node: its kind and members in order, those without anything but constants left out."""
    parts = [
        f"{name}={','.join(texts)}"
        for name, value in node.args.items()
        if (texts := _all(value, done))
    ]
    return f"{node.key}({';'.join(sorted(parts))})"


def _binary(node: exp.Expression, done: _Parts) -> str:
    left, right = _one(node.args.get("this"), done), _one(node.args.get("expression"), done)
    return f"{node.key}({left}|{right})"


def _equal(node: exp.Expression, done: _Parts) -> str:
    """An equality; `x = ANY (…)` is the same as `x IN (…)`."""
    right = node.args.get("expression")
    if right is not None and right.key == "any":
        return f"in({_one(node.args.get('this'), done)}|{_set(_all(right.args.get('this'), done))})"
    return _binary(node, done)


def _in(node: exp.Expression, done: _Parts) -> str:
    asked = node.args.get("query")
    left = _one(node.args.get("this"), done)
    if asked is not None:
        return f"inquery({left}|{_one(asked, done)})"
    listed = _all(node.args.get("expressions"), done) + _all(node.args.get("unnest"), done)
    return f"in({left}|{_set(listed)})"


def _connected(node: exp.Expression, done: _Parts) -> str:
    return f"{node.key}({_set([text for term in _terms(node) if (text := _one(term, done))])})"


def _wrapped(node: exp.Expression, done: _Parts) -> str:
    """Brackets, names given with AS, a sign and a cast of a constant: what is inside."""
    inner = _one(node.args.get("this"), done)
    if node.key in ("cast", "trycast"):
        return f"cast({inner}|{_one(node.args.get('to'), done)})" if inner else ""
    if node.key == "neg":
        return f"neg({inner})" if inner else ""
    if node.key == "subquery":
        return _joined(inner, node, done) + _tail(node, done) + _with(node, done)
    return inner


def _with(node: exp.Expression, done: _Parts) -> str:
    return _one(node.args.get("with_"), done)


def _tail(node: exp.Expression, done: _Parts) -> str:
    """ORDER BY and LIMIT; how much a LIMIT is, is a constant."""
    order = _one(node.args.get("order"), done)
    limits = [node.args[name] for name in _LIMITS if node.args.get(name)]
    if not limits:
        return order
    return f"{order}limit({','.join(text for each in limits if (text := _one(each, done)))})"


def _limit(node: exp.Expression, done: _Parts) -> str:
    return "".join(_all(node.args.get("expression"), done) + _all(node.args.get("count"), done))


def _identifier(node: exp.Expression, done: _Parts) -> str:
    name = str(node.args.get("this", ""))
    return name if node.args.get("quoted") else name.lower()


def _column(node: exp.Expression, done: _Parts) -> str:
    names = (node.args.get(each) for each in ("catalog", "db", "table", "this"))
    return ".".join(text for name in names if (text := _one(name, done)))


def _table(node: exp.Expression, done: _Parts) -> str:
    """A table by its name and alias, without its schema; what is joined to it within brackets."""
    alias = node.args.get("alias")
    name = _one(alias.args.get("this"), done) if alias is not None else ""
    return _joined(f"table({_one(node.args.get('this'), done)} {name})", node, done)


def _joined(first: str, node: exp.Expression, done: _Parts) -> str:
    """A set of what stands in FROM: chains of JOIN one by one, what a comma parts side by side."""
    items, current = [], first
    for join in [*(node.args.get("joins") or ()), *(node.args.get("laterals") or ())]:
        text = _one(join, done)
        if text.startswith(","):
            items.append(current)
            current = text[1:]
        else:
            current = f"join({current}|{text})"
            current = current if len(current) <= _LONGEST else _short(current)
    return _set([*items, current])


def _join(node: exp.Expression, done: _Parts) -> str:
    """A join's way, table and condition; behind a comma for one that has none of these."""
    args = node.args
    ways = [str(args[name]) for name in ("method", "side", "kind") if args.get(name)]
    way = " ".join(each for each in ways if each not in ("INNER", "OUTER", "CROSS"))
    table = _one(args.get("this"), done)
    held = _all(args.get("on"), done) + _all(args.get("using"), done)
    if not ways and not args.get("on") and not args.get("using"):
        return f",{table}"
    return f"{way}|{table}|{'on' if args.get('on') else ''}{','.join(held)}"


def _select(node: exp.Expression, done: _Parts) -> str:
    args = node.args
    source = args.get("from_")
    first = _one(source.args.get("this"), done) if source is not None else ""
    # Constants in a select list count as one, however many.
    listed = [_one(each, done) or "?" for each in args.get("expressions") or ()]
    parts = [_set(listed), _joined(first, node, done)]
    for name in ("distinct", "where", "group", "having", "qualify", "windows", "locks", "into"):
        held = args.get(name)
        parts.append(f"{name}{','.join(_all(held, done))}" if held else "")
    return f"select({';'.join(parts)}{_tail(node, done)}{_with(node, done)})"


def _united(node: exp.Expression, done: _Parts) -> str:
    way = "distinct" if node.args.get("distinct") else "all"
    return f"{node.key}({way}|{_binary(node, done)}{_tail(node, done)}{_with(node, done)})"


def _function(node: exp.Expression, done: _Parts) -> str:
    """A function and the set of its arguments."""
    name = node.key
    texts: list[str] = []
    for key, value in node.args.items():
        if name == "anonymous" and key == "this":
            name = str(value).lower()
        elif key != "unit" and not isinstance(value, bool):
            texts += _all(value, done)
    return f"{name}({_set(texts)})"


def _sets(*names: str) -> Callable[[exp.Expression, _Parts], str]:
    """A node of which these members are sets."""

    def made(node: exp.Expression, done: _Parts) -> str:
        parts = []
        for name, value in node.args.items():
            texts = _all(value, done)
            if texts:
                parts.append(f"{name}={_set(texts) if name in names else ','.join(texts)}")
        return f"{node.key}({';'.join(sorted(parts))})"

    return made


def _is(node: exp.Expression, done: _Parts) -> str:
    """IS NULL, IS TRUE …: what it is held against is no constant that may differ."""
    right = node.args.get("expression")
    told = f"{right.key}{right.args.get('this', '')}" if right is not None else ""
    return f"is({_one(node.args.get('this'), done)}|{told})"


def _cte(node: exp.Expression, done: _Parts) -> str:
    alias = node.args.get("alias")
    name = _one(alias.args.get("this"), done) if alias is not None else ""
    return f"cte({name}|{_one(node.args.get('this'), done)})"


def _ordered(node: exp.Expression, done: _Parts) -> str:
    """A term of ORDER BY; an ASC that is written counts, as it does for pg_query."""
    is_descending = node.args.get("desc")
    way = "desc" if is_descending else "asc" if is_descending is False else ""
    return f"by({_one(node.args.get('this'), done)} {way}{bool(node.args.get('nulls_first'))})"


def _extract(node: exp.Expression, done: _Parts) -> str:
    """What is taken of a moment; which part of it is a constant."""
    return f"extract({_one(node.args.get('expression'), done)})"


def _nothing(node: exp.Expression, done: _Parts) -> str:
    return ""


_BINARY = (
    "neq", "gt", "gte", "lt", "lte", "add", "sub", "mul", "div", "mod", "like", "ilike", "dpipe",
)  # fmt: skip
_MADE: dict[str, Any] = {
    **dict.fromkeys(_WRAPPERS, _wrapped),
    **dict.fromkeys(_BINARY, _binary),
    **dict.fromkeys(("and", "or"), _connected),
    **dict.fromkeys(("union", "except", "intersect"), _united),
    **{
        kind.key: _function
        for kind in exp.ALL_FUNCTIONS
        if kind.key not in ("and", "or", "cast", "trycast", "in", "case", "any", "if")
    },
    "anonymous": _function,
    "extract": _extract,
    "eq": _equal,
    "in": _in,
    "identifier": _identifier,
    "column": _column,
    "table": _table,
    "tablealias": _nothing,
    "join": _join,
    "select": _select,
    "limit": _limit,
    "fetch": _limit,
    "offset": _limit,
    "is": _is,
    "cte": _cte,
    "ordered": _ordered,
    "case": _sets("ifs"),
    "values": _sets("expressions"),
    "schema": _sets("expressions"),
    "update": _sets("expressions"),
    "array": _sets("expressions"),
    "any": _sets("this"),
}
