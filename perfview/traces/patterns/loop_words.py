"""What is said of a loop: title, why, verdict, what to do and what would prove it wrong."""

from __future__ import annotations

import re

from perfview.findings.finding import Example, Saving
from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.patterns.loop_account import LoopAccount
from perfview.traces.patterns.naming import shortened
from perfview.traces.patterns.rewriting import batched, laid_out

_COPIES = re.compile(r"^insert\b.*\bselect\b", re.IGNORECASE | re.DOTALL)

SELDOM = 0.5
"""The part of an endpoint's requests below which a sentence says how many it speaks of."""


def title_of(account: LoopAccount) -> str:
    """`N+1 query on order_items in OrderService.list`, `N+1 requests to inventory in …`."""
    if account.is_request:
        return f"N+1 requests to {account.system} in {account.caller}"
    if account.kinds > 1:
        return f"N+1 {'queries' if account.reads else 'writes'} in {account.caller}"
    about = account.subject
    if account.reads:
        return f"N+1 query{f' on {about}' if about else ''} in {account.caller}"
    if copies_rows(account.text):
        return f"N+1 writes{f' to {about}' if about else ''} in {account.caller}"
    return f"One write per row{f' of {about}' if about else ''} in {account.caller}"


def copies_rows(text: str) -> bool:
    """Whether a statement writes what it reads itself: many rows at once already."""
    return _COPIES.search(text) is not None


def why_of(account: LoopAccount) -> str:
    """What a request does how often, what that takes, and what comes before it."""
    part = f"{percent(account.share)} of the request"
    if account.share > 1:
        part = "longer than the request, which does not wait for all of them"
    words = [
        f"{_who(account)} {_does(account)} {number(account.median)} times "
        f"(at most {number(account.most)}), {_manner(account)}: "
        f"{'first ' if account.in_turn > 1 else ''}`{shortened(account.text)}`"
        f"{_others(account)}.",
        f"Together they cover {duration(account.union_ns)}, {part}, on average over "
        f"{plural(account.requests, 'request')}.",
    ]
    if account.source:
        words.append(f"`{shortened(account.source)}` comes before and brings the rows.")
    return " ".join(words)


def _others(account: LoopAccount) -> str:
    if account.kinds == 1:
        return ""
    return f" or another one ({plural(account.kinds, 'statement')} in all)"


def _who(account: LoopAccount) -> str:
    if account.frequency >= SELDOM:
        return "A request"
    return f"A request that loops ({percent(account.frequency)} of them)"


def _does(account: LoopAccount) -> str:
    if account.is_request:
        return f"calls {account.system} alike"
    if account.in_turn > 1:
        return f"makes the same {number(account.in_turn)} different calls in turn"
    return "runs the same statement" if account.reads else "writes with the same statement"


def _manner(account: LoopAccount) -> str:
    return "one after another" if account.waits > 0.8 else "partly side by side"


def verdict_of(account: LoopAccount, saving: Saving) -> str:
    """The loop in one sentence, of the request at p95 among those that have it."""
    spent = f"{duration(account.sample_union_ns)} of {duration(account.sample_ns)}"
    gain = f"batching them saves about {duration(saving.value)} at p95"
    if account.frequency < SELDOM:
        gain += " of those requests"
    if not is_felt(saving):
        gain = f"batching them spares {_server(account)}, though hardly any waiting"
    place = "" if account.caller == account.request else f" from `{account.caller}`"
    calls = f"identical {_noun(account)}"
    if account.in_turn > 1:
        calls = f"repeats of {number(account.in_turn)} calls in turn"
    text = f"spends {spent} in {number(account.sample_count)} {calls}{place}"
    if account.sample_union_ns > account.sample_ns:
        text = f"starts {number(account.sample_count)} {calls}{place} and does not wait for all"
    if account.frequency >= SELDOM:
        return f"`{account.request}` {text}; {gain}"
    part = percent(account.frequency)
    return f"`{account.request}` in {part} of its requests {text}; {gain}"


def _noun(account: LoopAccount) -> str:
    if account.is_request:
        return f"requests to {account.system}"
    return "queries" if account.reads else "writes"


def _server(account: LoopAccount) -> str:
    return account.system if account.is_request else "the database"


def is_felt(saving: Saving) -> bool:
    """Whether anyone would notice: two percent of the request, or a twentieth of a second."""
    return saving.value >= min(50e6, 0.02 * (saving.before or 0.0))


def how_of(account: LoopAccount) -> str:
    """Where to change what."""
    how = _how_of_one(account)
    if account.in_turn == 1:
        return how
    others = account.in_turn - 1
    others_said = "other call" if others == 1 else f"{number(others)} other calls"
    return f"{how} Do the same with the {others_said} of each repeat."


def _how_of_one(account: LoopAccount) -> str:
    place = f"In `{account.caller}`, "
    if account.is_request:
        return (
            f"{place}ask {account.system} for everything in one request: an endpoint that takes a "
            "list of keys, or one that returns the whole collection. Where it offers none, start "
            "the requests together, as many at a time as it bears, and keep answers that repeat."
        )
    if not account.reads:
        return f"{place}collect the rows and send them in one statement or one batch."
    rewrite = batched(account.text, account.system)
    if rewrite and rewrite.key:
        return (
            f"{place}collect every {rewrite.key} first, ask once, then hand the rows out by "
            f"{rewrite.key} in memory. {rewrite.note}".strip()
        )
    return f"{place}load what the loop needs in one call before it: a join, a list of keys, or the ORM's eager loading."  # noqa: E501


def example_of(account: LoopAccount) -> Example | None:
    """The statement as it is and for all rows at once; None where the text does not allow it."""
    if account.is_request or not account.recorded:
        return None
    rewrite = batched(account.text, account.system)
    if rewrite is None:
        return None
    mark = {"sql": "--", "text": "#"}.get(rewrite.language, "//")
    times = plural(round(account.median), "time")
    before, after = account.text, rewrite.text
    if rewrite.language == "sql":
        before, after = laid_out(before), laid_out(after)
    return Example(
        before=f"{mark} {times} in one request\n{before}",
        after=f"{mark} once\n{after}",
        language=rewrite.language,
        place=account.caller,
    )


def wrong_if_of(account: LoopAccount) -> str:
    """What would prove the advice wrong."""
    if account.is_request:
        return "Each request depends on the answer of the one before, or they ask again on purpose."
    if not account.reads:
        return "The writes must each be confirmed before the next, or go to different databases."
    if account.requests >= 3 and not account.varies:
        return f"The {number(account.median)} calls ask for different things on purpose: their number never changes."  # noqa: E501
    return "The loop stops early on purpose, or each call depends on the answer of the one before."
