"""Whose DDL a text is."""

from __future__ import annotations

import re
from collections.abc import Sequence

_READ = 1 << 18
_SIGNS = (
    ("mysql", r"\bENGINE\s*=|\bAUTO_INCREMENT\b|^-- (?:MySQL|MariaDB) dump|^\s*`\w+` \w+"),
    ("tsql", r"^\s*GO\s*$|\[dbo\]|\bIDENTITY\s*\(\s*\d|\bNVARCHAR\b|\b(?:NON)?CLUSTERED\b"),
    (
        "postgres",
        r"^-- PostgreSQL database dump|\bsearch_path\b|::\w|\bALTER TABLE (?:ONLY|IF)\b|"
        r"\bUSING (?:btree|gin|gist|brin|hash)\b|\b(?:big)?serial\b|\btimestamptz\b|\bjsonb\b|"
        r"\bcharacter varying\b|\bwith(?:out)? time zone\b|\bCONCURRENTLY\b|\bbytea\b|"
        r"\bGENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY\b|\btext_pattern_ops\b|\btext\[\]",
    ),
    ("sqlite", r"\bAUTOINCREMENT\b|\bsqlite_|\bWITHOUT ROWID\b|\bPRAGMA \w+"),
    ("oracle", r"\bVARCHAR2\b|\bNUMBER\(\d"),
)
_COMPILED = [(name, re.compile(signs, re.IGNORECASE | re.MULTILINE)) for name, signs in _SIGNS]


def dialect_of(texts: Sequence[str]) -> str:
    """The dialect (`model.DIALECTS`) with the most different signs in the first quarter megabyte,
    "" without any."""
    head = "\n".join(text[:_READ] for text in texts)[:_READ]
    found = {name: len({m.lower() for m in signs.findall(head)}) for name, signs in _COMPILED}
    best = max(found, key=lambda name: found[name])
    return best if found[best] else ""
