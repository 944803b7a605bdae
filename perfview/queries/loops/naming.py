"""Which column of one table another table's rows point with, by the names people give."""

from __future__ import annotations

_SUFFIXES = ("_id", "id", "_uuid", "_key", "_code", "_no", "_sku", "_fk")


def bare(table: str) -> str:
    """A table without its schema, in lower case."""
    return table.rpartition(".")[2].lower()


def singulars(table: str) -> set[str]:
    """What one row of a table may be called: ``categories`` → category, ``boxes`` → box. A prefix
    (``shop_order``, as Django names tables) may be left out."""
    name = bare(table)
    found = {name, name.rpartition("_")[2]}
    for each in tuple(found):
        if each.endswith("ies"):
            found.add(each[:-3] + "y")
        if each.endswith(("ses", "xes", "zes", "ches", "shes")):
            found.add(each[:-2])
        if each.endswith("s"):
            found.add(each[:-1])
    return {each for each in found if each}


def points_at(column: str, table: str) -> bool:
    """Whether a column is named as one that holds a key of the table: ``order_id``,
    ``billing_order_id``, ``orderId``."""
    name = column.lower()
    stems = {name[: -len(end)].rstrip("_") for end in _SUFFIXES if name.endswith(end)} - {""}
    rows = singulars(table)
    return any(stem in rows or stem.rpartition("_")[2] in rows for stem in stems)


def is_own_key(column: str, table: str) -> bool:
    """Whether a column is named as the table's own key."""
    name = column.lower()
    return name in ("id", "uuid", "pk", "_id") or points_at(name, table)


def names_a_key(column: str) -> bool:
    """Whether a column is named as one that tells rows apart, but for a bare ``id``."""
    name = column.lower()
    return name != "id" and name.endswith((*_SUFFIXES, "code", "sku", "email", "isbn"))
