"""What to call a statement in a sentence: short, and without its literals."""

from __future__ import annotations

import re

from perfview.queries.study import Study

LONGEST = 90
"""Characters after which a statement is shortened in a sentence."""
_NOT_TOLD = "statement not told"
_LOOKED_AT = 4_000
_NAME = r"(?:[\w$\"`\[\]]+\.){0,2}[\w$\"`\[\]]+"
_SUBJECT = re.compile(rf"\b(?:from|into|update|join|table)\s+(?:only\s+)?({_NAME})", re.IGNORECASE)
_COLLECTION = re.compile(r"db\.(?!runCommand\b)([\w.$-]+)\.\w+\(")
_QUOTES = str.maketrans("", "", '"`[]')


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text on one line, cut at a word where it is too long; fit to stand between backticks."""
    line = " ".join(text[:_LOOKED_AT].split()).replace("`", "")
    if len(line) <= longest:
        return line
    return f"{line[: longest - 1].rsplit(' ', 1)[0]} …"


def statement_name(study: Study, statement: int, longest: int = LONGEST) -> str:
    """A statement for a sentence; "a statement" where nothing is known of it."""
    text = shortened(study.text_of(statement), longest) if statement >= 0 else ""
    if text.startswith(_NOT_TOLD):
        reads = text.removeprefix(_NOT_TOLD).removeprefix("; its plan reads ")
        return f"a statement that is not told (it reads {reads})" if reads else "a statement"
    return f"`{text}`" if text else "a statement"


def table_of(study: Study, statement: int) -> str:
    """The table a statement is about, as people know it; "" when its text does not tell."""
    if statement < 0:
        return ""
    text = study.text_of(statement)[:_LOOKED_AT]
    found = _COLLECTION.match(text) or _SUBJECT.search(text)
    return found[1].translate(_QUOTES) if found else ""


def is_same_table(one: str, other: str) -> bool:
    """Whether two names may be of one table, of which either may name its schema."""
    short = one.rpartition(".")[2].lower() == other.rpartition(".")[2].lower()
    return short and ("." not in one or "." not in other or one.lower() == other.lower())


def listed(names: list[str], most: int = 3) -> str:
    """`a, b and 4 more`."""
    shown = names[:most]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
