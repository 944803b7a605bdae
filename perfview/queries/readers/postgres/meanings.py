"""Which column each field of a log's prefix is: by its key, its form, and how it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from perfview.queries.readers.postgres import columns as c

_KEYS: dict[int, str] = {
    c.TIME: "ts time timestamp t m log_time",
    c.PROCESS: "pid p process proc process_id procpid backend backend_pid",
    c.SESSION: "session sid sess session_id c sessionid",
    c.USER: "user usr u username uname user_name role",
    c.DATABASE: "db database dbname d datname dbase database_name",
    c.APPLICATION: "app appli application application_name appname a app_name",
    c.HOST: "client host remote h r remote_host ip rhost clientip client_ip client_addr from addr",
    c.VIRTUAL: "vxid vtx virtualxid v vtid virtual_transaction_id vtransaction",
    c.TRANSACTION: "xid txid tx x trx transaction transaction_id",
    c.QUERY_ID: "query_id queryid qid q",
    c.STATE: "state sqlstate error e code err sql_error_code errcode sql_state_code error_code",
}
_COLUMN_OF_KEY = {key: column for column, keys in _KEYS.items() for key in keys.split()}
_TAG_WORDS = (
    "SELECT INSERT UPDATE DELETE COMMIT BEGIN ROLLBACK SET SHOW COPY FETCH PARSE BIND idle"
    " authentication startup CREATE DROP ALTER VACUUM ANALYZE EXECUTE DEALLOCATE TRUNCATE client"
    " backend checkpointer autovacuum walwriter postmaster logger background startup"
)
_TAGS = frozenset(_TAG_WORDS.split())
_CONSTANT_FROM = 3


@dataclass(frozen=True)
class Field:
    """A field of a prefix: the form it was known by, its key ("" for none), the literals around it,
    its values in the lines looked at."""

    form: str
    key: str
    before: str
    after: str
    values: tuple[str, ...]


def column_of_key(key: str) -> int | None:
    """The column a key names, None for none."""
    return _COLUMN_OF_KEY.get(key.lower().strip("%"))


def meanings(fields: list[Field]) -> list[int]:
    """The column of each field, -1 for what is not needed."""
    found = [-1] * len(fields)
    for number, field in enumerate(fields):
        column = column_of_key(field.key) if field.key else None
        if column is not None and column not in found:
            found[number] = column
    _by_form(fields, found)
    _numbers(fields, found)
    _words(fields, found)
    return found


def _by_form(fields: list[Field], found: list[int]) -> None:
    moments = [k for k, f in enumerate(fields) if f.form in ("moment", "seconds")]
    if moments and c.TIME not in found:
        # Where a session's start is told as well, the entry's own time varies more.
        chosen = max(moments, key=lambda k: (len(set(fields[k].values)), -k))
        found[chosen] = c.TIME
    forms = {"session": c.SESSION, "fraction": c.VIRTUAL, "host": c.HOST, "long": c.QUERY_ID}
    for number, field in enumerate(fields):
        column = forms.get(field.form, -1)
        if found[number] < 0 and column >= 0 and column not in found:
            found[number] = column


def _numbers(fields: list[Field], found: list[int]) -> None:
    """Process, transaction and state among plain numbers; line numbers are left out."""
    left = [k for k, f in enumerate(fields) if f.form == "number" and found[k] < 0]
    for number in list(left):
        values = fields[number].values
        if values and all(len(each) == 5 for each in values if each) and "00000" in values:
            found[number] = c.STATE
            left.remove(number)
    is_told = c.PROCESS in found
    is_sole = not is_told and len(left) == 1
    left = [k for k in left if is_sole or not _is_constant(fields[k].values)]
    if not left:
        return
    if not is_told:
        chosen = min(left, key=lambda k: (_zeros(fields[k].values), _counts_up(fields, k, left), k))
        found[chosen] = c.PROCESS
        left.remove(chosen)
    for number in left:
        if _zeros(fields[number].values) and c.TRANSACTION not in found:
            found[number] = c.TRANSACTION


def _is_constant(values: tuple[str, ...]) -> bool:
    told = {each for each in values if each}
    return len(values) >= _CONSTANT_FROM and told == {"1"}


def _zeros(values: tuple[str, ...]) -> bool:
    """Whether a number is 0 more often than not."""
    return 2 * sum(each == "0" for each in values) > len(values)


def _counts_up(fields: list[Field], number: int, others: list[int]) -> bool:
    """Whether a number goes up by one from line to line of the same other number."""
    for other in others:
        if other == number:
            continue
        last: dict[str, str] = {}
        steps = same = 0
        for mine, theirs in zip(fields[number].values, fields[other].values, strict=True):
            if theirs in last and mine.isdecimal() and last[theirs].isdecimal():
                same += 1
                steps += 0 < int(mine) - int(last[theirs]) <= 2
            last[theirs] = mine
        if same and 2 * steps > same:
            return True
    told = [int(each) for each in fields[number].values if each.isdecimal()]
    rises = sum(b - a == 1 for a, b in pairwise(told))
    return len(set(told)) > 0.9 * len(told) > 1 and 2 * rises > len(told)


def _words(fields: list[Field], found: list[int]) -> None:
    """User, database and application among words without a key: in this order, as ``%u@%d``."""
    left = [
        k for k, f in enumerate(fields)
        if f.form == "word" and found[k] < 0 and not _is_tag(f.values) and f.after[:1] != "["
    ]  # fmt: skip
    for number in left:
        after = fields[number].after.strip()
        if after == "@" and number + 1 in left and c.USER not in found and c.DATABASE not in found:
            found[number], found[number + 1] = c.USER, c.DATABASE
    wanted = [column for column in (c.USER, c.DATABASE, c.APPLICATION) if column not in found]
    for number, column in zip([k for k in left if found[k] < 0], wanted, strict=False):
        found[number] = column


def _is_tag(values: tuple[str, ...]) -> bool:
    """Whether most are tags of commands or kinds of processes."""
    told = [each for each in values if each]
    return 2 * sum(each.split(" ")[0] in _TAGS for each in told) > len(told)
