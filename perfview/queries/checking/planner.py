"""A real PostgreSQL that is asked for plans, and for nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from perfview.findings.forecast import UnanswerableError

OPTION = "--check"
_OPTIONS = (
    "-c default_transaction_read_only=on -c statement_timeout=10000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=60000 -c application_name=perfview"
)
_BEGINNING = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*(?:select|with|insert|update|delete|merge|values)\b",
    re.IGNORECASE | re.DOTALL,
)
_INDEX_NAME = re.compile(r"\bINDEX\s+(\"(?:[^\"]|\"\")+\"|[^\s\"]+)\s+ON\b", re.IGNORECASE)
_PARAMETER = re.compile(r"\$(\d+)")
_MISSING = "Checking needs psycopg: install perfview[postgres]."


def _named(ddl: str) -> str:
    """What an index will be called."""
    found = _INDEX_NAME.search(ddl)
    return found.group(1).strip('"') if found else ""


def _renamed(plan: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The plan with hypothetical indexes called what they will be called (hypopg makes names up);
    changed in place."""
    left = [plan]
    while left:
        node = left.pop()
        left.extend(each for each in node.get("Plans", ()) if isinstance(each, dict))
        if name := names.get(str(node.get("Index Name", ""))):
            node["Index Name"] = name
    return plan


class Refused(Exception):
    """A statement that is not planned; `code` is the server's SQLSTATE, "" if it was not asked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Planned:
    """A plan as EXPLAIN (FORMAT JSON) gives it."""

    plan: dict[str, Any]

    @property
    def cost(self) -> float:
        """The planner's cost of the whole."""
        return float(self.plan.get("Total Cost", 0.0))

    @property
    def text(self) -> str:
        """The plan as JSON."""
        return json.dumps({"Plan": self.plan}, separators=(",", ":"))

    def scanned(self) -> set[str]:
        """Tables that are read as a whole."""
        found, left = set(), [self.plan]
        while left:
            node = left.pop()
            left.extend(each for each in node.get("Plans", ()) if isinstance(each, dict))
            if node.get("Node Type") == "Seq Scan":
                found.add(str(node.get("Relation Name", "")))
        return found


class Planner:
    """A connection on which only EXPLAIN and hypothetical indexes are asked for.

    Statements out of a log are hostile data. Each is sent by itself in the extended protocol, which
    takes exactly one command (protocol, 55.2.3), after ``EXPLAIN (FORMAT JSON)`` or as the body of
    PREPARE, never with ANALYZE: it is planned, not run. All of it happens in READ ONLY transactions
    that are rolled back. What the planner itself evaluates are immutable and stable functions of
    constants, in such a transaction.
    """

    def __init__(self, dsn: str) -> None:
        """Connect. Raises UnanswerableError without psycopg and where nobody answers."""
        try:
            import psycopg
        except ImportError as error:
            raise UnanswerableError(_MISSING, OPTION) from error
        try:
            self._connection = psycopg.connect(
                dsn, autocommit=True, connect_timeout=10, options=_OPTIONS
            )
        except (psycopg.Error, UnicodeError, ValueError) as error:
            said = "The database cannot be reached; is the address right, and is it running?"
            raise UnanswerableError(said, OPTION) from error
        self._pg = self._connection.pgconn
        self._home = self._hypothetical()
        self._names: dict[str, str] = {}

    def __enter__(self) -> Planner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    @property
    def has_indexes(self) -> bool:
        """Whether hypothetical indexes can be made: the extension hypopg is there."""
        return bool(self._home)

    @property
    def server(self) -> str:
        """``PostgreSQL 15.4, database shop``."""
        # Packagers add where a version comes from: 15.4 (Debian 15.4-1).
        version = "split_part(current_setting('server_version'), ' ', 1)"
        asked = f"SELECT {version} || ', database ' || current_database()"
        return f"PostgreSQL {self._value(asked)}"

    def plan(self, statement: str) -> Planned:
        """The plan of a statement; of one with parameters ``$1`` the generic one. Raises Refused
        for everything but a single SELECT, INSERT, UPDATE, DELETE, MERGE or VALUES that the server
        can plan."""
        if "\0" in statement or not _BEGINNING.match(statement):
            raise Refused("")
        self._run("BEGIN TRANSACTION READ ONLY")
        try:
            plan = json.loads(self._explained(statement))[0]["Plan"]
            return Planned(_renamed(plan, self._names))
        except (ValueError, LookupError, TypeError) as error:
            raise Refused("") from error
        finally:
            self._run("ROLLBACK")

    def _explained(self, statement: str) -> str:
        numbers = [int(each) for each in _PARAMETER.findall(statement)]
        if not numbers:
            return self._value(f"EXPLAIN (FORMAT JSON) {statement}")
        self._run("SET LOCAL plan_cache_mode = force_generic_plan")
        self._run(f"PREPARE perfview_asked AS {statement}")
        try:
            nulls = ", ".join(["NULL"] * max(numbers))
            return self._value(f"EXPLAIN (FORMAT JSON) EXECUTE perfview_asked({nulls})")
        finally:
            # A transaction that failed takes no command, but a prepared statement outlives it.
            self._run("ROLLBACK")
            self._run("DEALLOCATE perfview_asked")

    def make(self, ddl: str) -> bool:
        """Pretend that an index is there; False where that cannot be done."""
        try:
            made = f"SELECT min(indexname) FROM {self._home}.hypopg_create_index($1)"
            self._names[self._value(made, ddl)] = _named(ddl)
        except Refused:
            return False
        return True

    def forget(self) -> None:
        """Pretend no more."""
        self._names.clear()
        self._value(f"SELECT {self._home}.hypopg_reset()")

    def _hypothetical(self) -> str:
        return self._value(
            "SELECT coalesce(min(quote_ident(n.nspname)), '') FROM pg_catalog.pg_extension e "
            "JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'"
        )

    def _value(self, command: str, *parameters: str) -> str:
        """The first value that one command gives."""
        result = self._run(command, *parameters)
        value = result.get_value(0, 0) if result.ntuples else None
        return value.decode("utf-8", "replace") if value else ""

    def _run(self, command: str, *parameters: str) -> Any:
        """One command in the extended protocol: several are a syntax error there."""
        from psycopg import Error
        from psycopg.pq import DiagnosticField, ExecStatus

        encoded = [each.encode() for each in parameters]
        try:
            sent = command.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused("") from error
        try:
            result = self._pg.exec_params(sent, encoded or None)
        except Error as error:
            raise Refused("") from error
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            code = result.error_field(DiagnosticField.SQLSTATE)
            raise Refused(code.decode() if code else "")
        return result
