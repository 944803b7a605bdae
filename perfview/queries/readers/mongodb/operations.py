"""What an operation asks of which collection, as one text in the shell's language."""

from __future__ import annotations

from typing import Any, NamedTuple

from perfview.queries.model import CURSOR, DEFINITION, DELETE, INSERT, SELECT, UPDATE, UTILITY
from perfview.queries.readers.mongodb.writing import written

_KINDS = {
    "find": SELECT, "aggregate": SELECT, "count": SELECT, "distinct": SELECT, "mapreduce": SELECT,
    "geonear": SELECT, "group": SELECT, "insert": INSERT, "update": UPDATE, "delete": DELETE,
    "findandmodify": UPDATE, "getmore": CURSOR, "killcursors": CURSOR, "create": DEFINITION,
    "createindexes": DEFINITION, "drop": DEFINITION, "dropindexes": DEFINITION,
    "dropdatabase": DEFINITION, "collmod": DEFINITION, "renamecollection": DEFINITION,
}  # fmt: skip
_OF_OLD = {"query": "find", "remove": "delete", "getmore": "getmore"}
_FILTERS = ("filter", "query", "q")


class Operation(NamedTuple):
    """`text` of the statement, literals and all; kind of `STATEMENT_KINDS`."""

    text: str
    kind: int
    database: str
    collection: str


def operation_of(op: str, namespace: str, command: Any) -> Operation:
    """An operation as profiler and logs tell it: `op` ``command``, ``query``, ``update`` …; the
    namespace ``db.collection``; its document, None where it is not told or cut."""
    database, _, collection = namespace.partition(".")
    said: dict[str, Any] = command if isinstance(command, dict) else {}
    name = _OF_OLD.get(op, op)
    if op in ("command", "query", "getmore", "insert", "update", "remove"):
        first = next(iter(said), "")
        if first.lower() in _KINDS and not isinstance(said[first], dict):
            name = first.lower()
            collection = _collection(said, first, collection)
        elif op == "command":
            name = first
    kind = _KINDS.get(name.lower(), UTILITY)
    if kind == DEFINITION:
        told = next((key for key in said if key.lower() == name), name)
        return Operation(f"db.runCommand({{{told}: '{collection}'}})", kind, database, collection)
    if kind == UTILITY or (op == "command" and not said):
        return Operation(f"db.runCommand({{{name or '…'}}})", UTILITY, database, "")
    return Operation(f"db.{collection or '?'}.{_asked(name, said)}", kind, database, collection)


def _collection(said: dict[str, Any], first: str, known: str) -> str:
    if first.lower() == "getmore":
        return str(said.get("collection", known))
    named = said[first]
    return named if isinstance(named, str) and named else known


def _asked(name: str, said: dict[str, Any]) -> str:
    """A method with its arguments."""
    if name == "aggregate":
        return f"aggregate({written(said.get('pipeline', []))})"
    if name == "insert":
        return "insert()"
    if name in ("update", "delete"):
        return _changed(name, said)
    if name == "findandmodify":
        return f"findAndModify({written(_filter(said))}, {written(said.get('update', {}))})"
    if name == "distinct":
        return f'distinct("{str(said.get("key", "")).strip()}", {written(_filter(said))})'
    if name == "getmore":
        origin = said.get("originatingCommand")
        of = _asked(next(iter(origin), "find"), origin) + "." if isinstance(origin, dict) else ""
        return f"{of}getMore()"
    if name == "find":
        return _found(said)
    return f"{name}({written(_filter(said))})"


def _filter(said: dict[str, Any]) -> Any:
    return next((said[key] for key in _FILTERS if isinstance(said.get(key), dict)), {})


def _found(said: dict[str, Any]) -> str:
    """``find`` as a command, or as up to 3.0: the filter alone, or as ``query`` or ``$query``."""
    if "find" in said:
        asked, order = _filter(said), said.get("sort")
    else:
        asked = said.get("$query", said.get("query", said))
        order = said.get("$orderby", said.get("orderby"))
        asked = asked if isinstance(asked, dict) else said
    text = f"find({written(asked)})"
    if isinstance(order, dict) and order:
        text += f".sort({{{', '.join(_direction(*each) for each in order.items())}}})"
    for name in ("skip", "limit"):
        if isinstance(said.get(name), (int, float)) and said[name]:
            text += f".{name}({said[name]})"
    return text


def _direction(name: str, way: Any) -> str:
    """Words for 1 and -1, which are no literals of the question."""
    return f'"{name}": ' + ("desc" if isinstance(way, (int, float)) and way < 0 else "asc")


def _changed(name: str, said: dict[str, Any]) -> str:
    """The first change of a list stands for all."""
    many = said.get(f"{name}s")
    first = many[0] if isinstance(many, list) and many and isinstance(many[0], dict) else said
    asked = _filter(first) or (first if name == "delete" and "delete" not in first else {})
    if name == "delete":
        return f"remove({written(asked)})"
    return f"update({written(asked)}, {written(first.get('u', first.get('updateobj', {})))})"
