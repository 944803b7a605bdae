"""All rows, a page at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding, Severity
from perfview.findings.quantities import number
from perfview.queries.loops.loop import PAGINATION
from perfview.queries.patterns.loop_account import LoopAccount
from perfview.queries.patterns.loop_detector import LoopDetector
from perfview.queries.study import Study


class QueryPagingLoop(LoopDetector):
    """A request that reads page after page until the end.

    What it looks for: a SELECT with LIMIT and OFFSET, or with LIMIT and a bound on the column it is
    ordered by, at least `repeats` times in one request (the limits `time` and `certain-repeats` are
    shown beside it, but it stays a note).

    Why it matters: with OFFSET each page reads all pages before it again. By key each page is
    cheap, but every one waits for the way there and back: larger pages wait less often.

    How sure it is: the pages are certain; reading in pages is often right, so it is a note.

    How to fix it: pages of some thousand rows, by key and not by OFFSET, or a cursor that streams.

    Learnt from: Markus Winand's "We need tool support for keyset pagination"; false N+1 alarms on
    paging and server-side cursors that users of Sentry report.
    """

    name = "query-paging-loop"
    title = "Page after page"
    kinds: ClassVar[tuple[str, ...]] = (PAGINATION,)

    def tell(self, study: Study, account: LoopAccount, limits: Limits) -> Finding:
        """The finding, in words of its own."""
        found = super().tell(study, account, limits)
        about = f" of {account.table}" if account.table else ""
        place = f" in {account.caller}" if account.caller else ""
        return replace(
            found,
            severity=Severity.INFO,
            title=f"Page after page{about}{place}",
            verdict=f"one request reads {number(account.median)} pages{about}",
            how="Take larger pages, by key and not by OFFSET, or a cursor that streams the rows.",
            example=None,
            saving=None,
            wrong_if="Memory is short, and pages are meant to be small.",
        )
