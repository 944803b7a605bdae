"""One name for each type, whatever a server or a hand called it."""

from __future__ import annotations

import re

_SAME = {
    "bigint": "int8",
    "bigserial": "int8",
    "serial8": "int8",
    "integer": "int4",
    "int": "int4",
    "serial": "int4",
    "serial4": "int4",
    "smallint": "int2",
    "smallserial": "int2",
    "serial2": "int2",
    "character varying": "varchar",
    "varchar2": "varchar",
    "national varchar": "varchar",
    "character": "char",
    "bpchar": "char",
    "double precision": "float8",
    "double": "float8",
    "float": "float8",
    "real": "float4",
    "boolean": "bool",
    "decimal": "numeric",
    "number": "numeric",
    "bit varying": "varbit",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
}
SERIAL = frozenset({"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"})
"""Types that count by themselves."""
_LENGTH = re.compile(r"\([^()]*\)")
_NOT_NAMES = re.compile(r"\b(?:unsigned|zerofill|signed)\b")
_BRACKETS = re.compile(r"\[([a-z_]\w*)\]")
_SPACE = re.compile(r"\s+")


def type_name(written: str) -> str:
    """``int8`` of ``BIGINT``, ``varchar`` of ``character varying(20)``, ``int4[]`` of
    ``integer[]``: PostgreSQL's own short name in lower case, without length, schema and quotes; a
    name that it has not (``tinyint``, ``citext``) as it is. For MySQL's ``unsigned`` as without.
    """
    text = _LENGTH.sub(" ", _BRACKETS.sub(r"\1", written.lower().replace('"', "")))
    text = _SPACE.sub(" ", _NOT_NAMES.sub(" ", text)).strip()
    dimensions = text.count("[")
    base = text.split("[", 1)[0].strip().removesuffix(" array")
    base = base.rsplit(".", 1)[-1].strip()
    if base.startswith("interval"):
        base = "interval"
    return _SAME.get(base, base) + ("[]" if dimensions or text.endswith(" array") else "")
