"""How database layers write a statement into a log.

Sources: SQLAlchemy's "Configuring Logging", Django's `django.db.backends` logger, Rails'
`ActiveRecord::LogSubscriber`, p6spy's `SingleLineFormat`, Hibernate's `org.hibernate.SQL`, the
loggers of TypeORM, Sequelize and GORM.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_VERB = (
    r"(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|REPLACE|BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE"
    r"|SET|SHOW|CREATE|ALTER|DROP|TRUNCATE|CALL|EXEC|PRAGMA|EXPLAIN|DECLARE|FETCH|CLOSE|COPY|VALUES)\b"
)
VERB = re.compile(rf"\s*\(?{_VERB}", re.IGNORECASE)
"""What a statement begins with."""


class Grammar(NamedTuple):
    """hint: what no such line is without, in lower case; mark: where a statement begins, with the
    group `sql` to the line's end and what else it tells (`ms`, `s`, `rows`, `parameters`,
    `session`, `unix_ms`); tail: what stands behind a statement's last line; after: what a line of
    its own tells of the statement before it; ignored: statements that were not sent; request: a
    line with which a request begins."""

    name: str
    hint: str
    mark: re.Pattern[str]
    tail: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    ignored: re.Pattern[str] | None = None
    request: re.Pattern[str] | None = None


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("VERB", _VERB), re.IGNORECASE | re.DOTALL)


GRAMMARS = (
    Grammar(
        "SQLAlchemy",
        "sqlalchemy.engine.",
        _of(r"sqlalchemy\.engine\.\S+?[ :]\s*(?:\[[^\]]*\] )?(?P<sql>VERB.*)"),
        after=_of(
            r"sqlalchemy\.engine\.\S+?[ :]\s*"
            r"(?:(?P<row>Row )|(?:\[(?:gen|cach|raw|no key|insertm)[^\]]*\] ?)?"
            r"(?P<parameters>[({\[].*))"
        ),
    ),
    Grammar(
        "Django",
        ")",
        _of(r"\((?P<s>\d+\.\d{3})\)\s+(?P<sql>VERB.*)"),
        tail=_of(r";\s+args=(?P<parameters>.*?)(?:;\s+alias=\w+)?\s*$"),
    ),
    Grammar(
        "ActiveRecord",
        "ms)",
        _of(r"\s(?:CACHE )?[\w:]+(?: [\w?!]+)* \((?P<ms>\d+\.\d+)ms\)\s+(?P<sql>VERB.*)"),
        tail=_of(r"\s{2}(?P<parameters>\[\[?.*\]\]?)\s*$"),
        after=_of(r"^\s*(?:\[[^\]]*\]\s*)*↳ (?P<caller>.*)"),
        ignored=_of(r"\bCACHE\b.*\(\d"),
        request=_of(r"\bStarted (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) "),
    ),
    Grammar(
        "p6spy",
        "|connection",
        _of(
            r"(?P<unix_ms>\d{13})\|(?P<ms>\d+)\|(?:statement|batch|commit|rollback)\|connection ?"
            r"(?P<session>\d+)\|(?:url [^|]*\|)?(?P<sql>VERB.*)"
        ),
        tail=_of(r"\|(?P<bound>VERB.*)$"),
    ),
    Grammar(
        "TypeORM",
        "query:",
        _of(r"\bquery:\s+(?P<sql>VERB.*)"),
        tail=_of(r"\s+-- PARAMETERS: (?P<parameters>\[.*\])\s*$"),
    ),
    Grammar(
        "Sequelize",
        "execut",
        _of(r"\bExecut(?:ing|ed) \([^)]*\): (?P<sql>VERB.*)"),
        tail=_of(r";?(?:\s+(?P<parameters>\[.*\]))?\s+Elapsed time: (?P<ms>\d+)ms\s*$"),
    ),
    Grammar(
        "GORM",
        "[rows:",
        _of(r"\[(?P<ms>\d+\.\d+)ms\]\s+\[rows:(?P<rows>[\d-]+)\]\s+(?P<sql>VERB.*)"),
    ),
    Grammar(
        "Hibernate",
        "hibernate",
        _of(r"(?:Hibernate:|org\.hibernate\.SQL\s*[:-]+)\s+(?P<sql>VERB.*)"),
    ),
    Grammar("Prisma", "prisma:query", _of(r"prisma:query\s+(?P<sql>VERB.*)")),
)
"""Of what each of them writes; the one that fits most lines is taken."""

COLOURS = re.compile(r"\x1b\[[\d;]*m")
"""What terminals are told of colours."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?")
"""A date and time at which a line was written."""
RECORD = re.compile(
    r"^(?:\W{0,2}\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:|\d{13}\||\W?\d\d:\d\d:\d\d"
    r"|[DIWEF], \[|\[[^\]]{6,}\]"
    r"|(?:DEBUG|INFO|WARN|WARNING|ERROR)\b|Completed \d|Processing by|\s+Render(?:ed|ing) )"
)
"""How a line begins that does not go on with a statement."""


def grammar_of(lines: list[str]) -> tuple[Grammar | None, int]:
    """The grammar that fits most lines, and how many; None where none fits."""
    plain = [COLOURS.sub("", line) for line in lines]
    lower = [line.lower() for line in plain]
    counts = [
        sum(
            1
            for line, folded in zip(plain, lower, strict=True)
            if each.hint in folded and each.mark.search(line)
        )
        for each in GRAMMARS
    ]
    most = max(counts, default=0)
    return (GRAMMARS[counts.index(most)], most) if most else (None, 0)
