"""A list of queries as JSON: an array of objects, or an object a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfview.queries.model import QueryModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head
from perfview.recording.json_reports import note_converted, report_of_json
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

if TYPE_CHECKING:
    from perfview.queries.readers.lists.samples import Form

_STATEMENT = re.compile(
    rb"""[{,]\s*"[^"\\]{1,40}"\s*:\s*"\s*(?:select|insert|update|delete|with|merge|call|values)\b""",
    re.IGNORECASE,
)


class QueryList(Reader):
    """Queries one by one as JSON: objects such as `{"sql": "SELECT …", "duration": 12.3,
    "stackTrace": ["app.py:12"], "resultSize": 20}`, in an array, a line each, or listed in a member
    of an object.

    `duration` is in ms unless its name or value tells another unit (`duration_us`, `"0.5 s"`).
    Known are the names that query logs of Laravel, Django, Prisma, knex, Sequelize and others use
    for the statement, its parameters, its begin, the request (`traceId`), connection and caller.
    What has to be guessed the import report says.
    """

    name = "query-list"
    title = "List of queries (JSON)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when its first objects hold a statement and what it took."""
        if json_head(source)[:1] not in (b"{", b"["):
            return Sniff(0, "it is no JSON")
        form = _form(source)
        if form is None:
            return Sniff(0, "its objects hold no statement")
        roles = {meaning.role: key for key, meaning in form.keys.items()}
        told = " and ".join(f"“{roles[r]}”" for r in ("sql", "duration", "rows") if r in roles)
        return Sniff(0.9 if len(roles) > 1 else 0.7, f"objects with {told}")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The queries. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.lists.assembling import assemble
        from perfview.queries.readers.lists.json_rows import read_json

        content = as_utf8(source)
        form = _form(content)
        if form is None:
            raise UnreadableInput("No statement is found in this JSON")
        rows, outcome = read_json(content, form, progress)
        report = report_of_json(content, outcome)
        note_converted(content, source, report)
        for told in form.guessed:
            report.note("unit-guessed", 1, told)
        if outcome.broken:
            where = f"the first at byte {outcome.broken[0]:,}"
            report.note("broken-line", len(outcome.broken), f"Lines are no JSON, {where}.")
        if not len(rows):
            raise UnreadableInput("Not one query could be read", offset=outcome.read_bytes)
        model = assemble(rows, progress)
        report.rows = len(model)
        return model, report


def _form(source: Source) -> Form | None:
    """What the list looks like by its first objects, however long their statements are."""
    from perfview.queries.readers.lists.long_texts import head_with_short_texts
    from perfview.queries.readers.lists.samples import form_of_json

    head = json_head(source)
    form = form_of_json(head.decode("utf-8", "replace"))
    if form is None and _STATEMENT.search(head):
        form = form_of_json(head_with_short_texts(source).decode("utf-8", "replace"))
    return form
