"""What is said of a loop: title, why, verdict, what to do and what would prove it wrong."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.finding import Example
from perfview.findings.quantities import duration, number, percent, plural
from perfview.queries.loops.loop import AGGREGATE, INSERT, MANY_TO_MANY, WRITE
from perfview.queries.patterns.loop_account import LoopAccount
from perfview.queries.patterns.loop_check import check_of
from perfview.queries.patterns.naming import statement_name
from perfview.queries.rewriting.batches.batch import Batch, Refused
from perfview.queries.rewriting.batches.batching import batch_of, join_of
from perfview.queries.rewriting.rewrite import own_shape, shown
from perfview.queries.study import Study

_SEEN_BY = {"trace": "request", "transaction": "transaction"}
_EACH = {"trace": "per request", "transaction": "per transaction", "time": "each time"}
_WAITS_MORE = 1.2
"""Times the database's own time, from which the waiting of a loop is worth a word."""
_ALWAYS = 0.95
LONGEST_EXAMPLE = 6_000


def title_of(account: LoopAccount) -> str:
    """`N+1 query on order_items in orders.py:17 show`, `One INSERT per row into audit_log`."""
    about = f" on {account.table}" if account.table else ""
    place = f" in {account.caller}" if account.caller else ""
    if account.loop.kind == INSERT:
        return f"One INSERT per row{f' into {account.table}' if account.table else ''}{place}"
    if account.loop.kind == WRITE:
        return f"One write per row{f' of {account.table}' if account.table else ''}{place}"
    kind = {AGGREGATE: "aggregate", MANY_TO_MANY: "many-to-many"}.get(account.loop.kind, "")
    return f"N+1 {kind} query{about}{place}".replace("  ", " ")


def why_of(study: Study, account: LoopAccount) -> str:
    """What a request does how often, what that takes, and which rows it is done for."""
    words = [_often(study, account)]
    if account.each_ns >= 0:
        part = f", {percent(account.share)} of all" if account.share > 0 else ""
        every = f" {_EACH[account.loop.seen_by]}" if account.requests > 1 else ""
        words.append(f"That is {duration(account.each_ns)} of database time{every}{part}.")
    if account.each_ns >= 0 and account.waited_ns > _WAITS_MORE * account.each_ns:
        words.append(
            f"From the first call to the end of the last {duration(account.waited_ns)} pass: the "
            "way there and back, and what the application does in between."
        )
    if account.loop.source >= 0:
        words.append(_source_words(study, account))
    return " ".join(words)


def _often(study: Study, account: LoopAccount) -> str:
    """`656 transactions each run X 20 times.`"""
    name = statement_name(study, account.loop.statement)
    times = plural(account.median, "time")
    if account.most > account.median:
        times = f"{times} (the median; {number(account.most)} at most)"
    if account.loop.seen_by == "time":
        places = plural(account.requests, "place")
        where = f"In {places} of the recording" if account.requests > 1 else "Once"
        return f"{where}, {name} runs {times} in a short while."
    unit = _SEEN_BY[account.loop.seen_by]
    if account.requests == 1:
        return f"One {unit} runs {name} {times}."
    return f"{plural(account.requests, unit)} each run {name} {times}."


def _source_words(study: Study, account: LoopAccount) -> str:
    source = statement_name(study, account.loop.source)
    rows = ""
    if account.source_rows >= 0:
        rows = f" ({plural(round(account.source_rows), 'row')} on average)"
    words = [f"The rows it goes through come from {source}{rows}, right before."]
    if account.feeding.certainty >= 0.5 and account.feeding.column != "*":
        words.append(
            f"Each row's `{account.feeding.column}` is looked up as `{account.feeding.key}`."
        )
    if account.loop.share < _ALWAYS:
        words.append(f"The loop follows {percent(account.loop.share)} of the times that it runs.")
    return " ".join(words)


def verdict_of(account: LoopAccount) -> str:
    """The loop in one sentence."""
    place = f"`{account.caller}`" if account.caller else "the application"
    about = f" {account.table}" if account.table else ""
    verb = "writes to" if account.loop.kind in (INSERT, WRITE) else "asks"
    each = _EACH[account.loop.seen_by]
    text = f"{place} {verb}{about} once per row, {number(account.median)} calls {each}"
    gains = []
    if account.loop.saved_ns > 0:
        gains.append(f"about {duration(account.loop.saved_ns)} of database time in all")
    if account.gained_ns > _WAITS_MORE * account.each_ns >= 0:
        gains.append(f"up to {duration(account.gained_ns)} of waiting {each}")
    return f"{text}; asking once would save {' and '.join(gains)}" if gains else text


def how_of(account: LoopAccount, batch: Batch | Refused) -> str:
    """Where to change what, in the words of the mapper that asks where it is known."""
    writes = account.loop.kind in (INSERT, WRITE)
    words = []
    if account.mapper is not None:
        wish = account.mapper.bulk if writes else account.mapper.eager
        begin = f"With {account.mapper.name}" if account.is_named else _looks_like(account)
        words.append(f"{begin}: {wish}.")
    if isinstance(batch, Refused):
        words.append(f"No batched statement is suggested: {_lowered(batch.reason)}")
        words.append(_by_hand(writes))
        return " ".join(words)
    if writes:
        words.append("Collect the rows and send them in one statement, as below.")
    else:
        by = " and ".join(batch.keys)
        words.append(f"Collect every {by} first, ask once, hand the rows out by {by} in memory.")
    return " ".join([*words, *batch.notes])


def _looks_like(account: LoopAccount) -> str:
    assert account.mapper is not None
    return f"If this is {account.mapper.name}, as the statement looks"


def _by_hand(writes: bool) -> str:
    if writes:
        return "Send the writes in one batch (executemany in a pipeline, a list of rows)."
    return "Load what the loop needs before it: a list of keys, a join, or the ORM's eager loading."


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def example_of(study: Study, account: LoopAccount, batch: Batch | Refused) -> Example | None:
    """The loop before, the batch (or what can be joined) after; None without a rewrite."""
    if isinstance(batch, Refused):
        return None
    loop = account.loop
    dialect = study.dialect_of(loop.statement)
    before = own_shape(study, loop.statement)
    if before is None:
        return None
    text = f"-- {number(account.median)} times a request\n{shown(_of_one(before.tree), dialect)}"
    after = f"-- once\n{shown(batch.tree, dialect)}"
    whole = _join(study, account)
    if whole:
        after += f"\n\n-- or together with what brings the rows\n{whole}"
    check = check_of(study, loop, account.feeding.key)
    after += f"\n\n{check}" if check else ""
    if len(after) > LONGEST_EXAMPLE or len(text) > LONGEST_EXAMPLE:
        return None
    return Example(text, after, "sql", account.caller)


def _of_one(tree: exp.Expression) -> exp.Expression:
    """An INSERT of one row, where the sample happens to be one of many."""
    values = tree.args.get("expression")
    if isinstance(tree, exp.Insert) and isinstance(values, exp.Values):
        values.set("expressions", values.expressions[:1])
    return tree


def _join(study: Study, account: LoopAccount) -> str:
    """The source and the loop as one statement, where the source runs once a request and returns
    the key."""
    loop, fed = account.loop, account.feeding
    if loop.kind != "lookup" or loop.source < 0 or fed.certainty < 0.9:
        return ""
    if any(each.statement == loop.source for each in study.loops):
        return ""
    found = join_of(study, loop.source, loop.statement, fed.column, fed.key)
    return shown(found.tree, study.dialect_of(loop.statement)) if isinstance(found, Batch) else ""


def batch_for(study: Study, account: LoopAccount) -> Batch | Refused:
    """The batched form of a loop."""
    return batch_of(study, account.loop.statement, account.feeding.key)


def wrong_if_of(account: LoopAccount) -> str:
    """What would prove the advice wrong."""
    if account.loop.kind in (INSERT, WRITE):
        return "Each write must be confirmed before the next, or they are meant to fail one by one."
    if account.loop.seen_by == "time":
        return (
            "Several users asked these one after the other: the log does not tell requests apart."
        )
    return "Each call depends on the answer of the one before, or the loop stops early on purpose."
