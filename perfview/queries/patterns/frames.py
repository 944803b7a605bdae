"""The code that asks: the first frame of a stack trace that is no library."""

from __future__ import annotations

import re

from perfview.queries.study import Study

_LIBRARY = re.compile(
    r"site-packages|dist-packages|node_modules|/gems/|/vendor/|/usr/lib|lib/python|<frozen|<string>"
    r"|node:|internal/|\bjava[x]?\.|\bjdk\.|\bsun\.|org\.(?:hibernate|springframework|apache|postgresql"
    r"|jooq|mybatis)|com\.(?:zaxxer|mysql|sun)|io\.(?:r2dbc|netty)|System\.|Microsoft\.|Npgsql"
    r"|Illuminate|Doctrine|\(deps/|/pkg/mod/|/go/src/|runtime\.|database/sql|sqlalchemy/|django/db"
    r"|activerecord|psycopg|asyncpg|pymysql|sequelize|typeorm|prisma/|knex/",
    re.IGNORECASE,
)
_TRACEBACK = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<name>.+))?$')
_LONGEST = 100


def own_frame(stack: str) -> str:
    """The innermost frame that is no library's, "" for none; Python's tracebacks, which name the
    innermost last, are read backwards."""
    lines = [line.strip() for line in stack.splitlines() if line.strip()]
    files = [found for found in map(_TRACEBACK.match, lines) if found]
    if files:
        lines = [_written(found) for found in reversed(files)]
    # JavaScript and Java write what was thrown, in their own words, before the frames.
    lines = [line for line in lines if line.startswith("at ")] or lines
    for line in lines:
        if not _LIBRARY.search(line) and not line.startswith("Traceback"):
            return _short(line)
    return _short(lines[0]) if lines else ""


def _written(found: re.Match[str]) -> str:
    name = f" {found['name']}" if found["name"] else ""
    return f"{found['file']}:{found['line']}{name}"


def _short(line: str) -> str:
    line = line.removeprefix("at ").strip()
    return line if len(line) <= _LONGEST else f"…{line[1 - _LONGEST :]}"


def caller_of(study: Study, caller: int) -> str:
    """The code that asks, for a sentence; "" where the file does not tell."""
    return own_frame(study.model.strings[caller]) if caller >= 0 else ""
