"""The same question, asked again in one request."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding
from perfview.findings.quantities import number
from perfview.queries.loops.loop import DUPLICATE
from perfview.queries.loops.values import values_told
from perfview.queries.patterns.loop_account import LoopAccount
from perfview.queries.patterns.loop_detector import LoopDetector
from perfview.queries.patterns.naming import statement_name
from perfview.queries.study import Study


class QueryDuplicates(LoopDetector):
    """A query that one request asks again and again with the same values.

    What it looks for: one statement, at least `repeats` times in a request, with fewer different
    values than that; and one whose values are not written down, where no statement before it
    brings rows to ask for. It is a warning from `time` in a request or `certain-repeats` calls on.

    Why it matters: the answer was known after the first time. Settings, the current user and
    permissions are often asked for by every part of a page.

    How sure it is: sure where the values are written down; else it may be a loop over keys that
    came from elsewhere, which one query for all of them would settle as well.

    How to fix it: keep the answer for the request (a variable, memoisation, the ORM's identity map,
    a request cache), or pass it on to who needs it.

    Learnt from: Django Debug Toolbar's duplicated queries, Laravel Telescope, and false N+1 alarms
    on repeated and cached queries that users of Sentry report.
    """

    name = "query-duplicates"
    title = "The same query again"
    prominence = 3
    kinds: ClassVar[tuple[str, ...]] = (DUPLICATE,)

    def tell(self, study: Study, account: LoopAccount, limits: Limits) -> Finding:
        """The finding, in words of its own."""
        found = super().tell(study, account, limits)
        about = f" on {account.table}" if account.table else ""
        place = f" in {account.caller}" if account.caller else ""
        told = values_told(study, account.loop.statement)
        again = "with the same values" if told else "(its values are not written down)"
        times = number(account.median)
        name = statement_name(study, account.loop.statement)
        return replace(
            found,
            title=f"The same query{about} again{place}",
            why=f"{found.why} It was asked {again}: {name}.",
            verdict=f"the same query{about} is asked {times} times in one request {again}",
            how="Keep the first answer for the rest of the request, or pass it on to who needs it.",
            example=None,
            confidence=found.confidence if told else round(0.6 * found.confidence, 2),
            wrong_if="The rows change between the calls, and each has to see the newest.",
        )
