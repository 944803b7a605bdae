"""What a recommendation points at, and bringing it into sight in every view."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.advice.recommendation import Recommendation
from perfview.findings.quantities import plural
from perfview.ui.workspace.document import Document

Nouns = tuple[str, str]
"""What a recommendation's rows and its larger things are called; "" where those say no more."""


def rows_of(recommendation: Recommendation) -> NDArray[np.int32]:
    """The rows of all its findings, most telling first, each once: int32."""
    return _each_once([finding.evidence.rows for finding in recommendation.findings])


def groups_of(recommendation: Recommendation) -> NDArray[np.int32]:
    """The larger things (traces) of all its findings, each once: int32."""
    return _each_once([finding.evidence.groups for finding in recommendation.findings])


def nouns_of(document: Document) -> Nouns:
    """The document's own words: spans of traces, slices of outermost slices."""
    # Imported here: the shell, which knows the pillars' guides, stands above these panels.
    from perfview.ui.shell.guides import guide_of

    if document.opened is None:
        return "row", "group"
    return guide_of(document.opened.identity.kind).nouns(document)


def trial_of(document: Document, recommendation: Recommendation) -> Callable[[], None] | None:
    """What tries out the change that it asks for, None where that cannot be."""
    from perfview.ui.shell.guides import guide_of

    if document.opened is None:
        return None
    guide = guide_of(document.opened.identity.kind)
    return guide.trial(document, recommendation.findings[0])


def bring_view(document: Document, recommendation: Recommendation) -> None:
    """Bring the view to the front that shows best what it points at."""
    from perfview.ui.shell.guides import guide_of

    if document.opened is not None:
        guide = guide_of(document.opened.identity.kind)
        view = guide.evidence_view(document, recommendation.findings[0])
        if view:
            document.view_wanted.emit(view)


def button_words(recommendation: Recommendation, nouns: Nouns) -> str:
    """`Show 214 spans`, "" when it points at none."""
    rows = len(rows_of(recommendation))
    return f"Show {plural(rows, nouns[0])}" if rows else ""


def button_tip(recommendation: Recommendation, nouns: Nouns) -> str:
    """Says so when the rows are a selection of more."""
    rows = len(rows_of(recommendation))
    total = sum(max(f.evidence.total, len(f.evidence.rows)) for f in recommendation.findings)
    some = f"The most telling of {plural(total, nouns[0])}: " if total > rows else ""
    return f"{some}choose them in every view and go there"


def group_words(recommendation: Recommendation, nouns: Nouns) -> str:
    """`2,588 traces`, "" when there are none."""
    groups = len(groups_of(recommendation))
    return plural(groups, nouns[1]) if groups and nouns[1] else ""


def show_rows(document: Document, recommendation: Recommendation, origin: object) -> None:
    """Choose its rows, the most telling one first, and bring them into sight."""
    rows = rows_of(recommendation)
    document.selection.reveal(
        origin,
        rows=rows,
        groups=groups_of(recommendation),
        row=int(rows[0]) if len(rows) else -1,
        recommendation=recommendation.id,
    )


def show_groups(document: Document, recommendation: Recommendation, origin: object) -> None:
    """Choose the larger things it concerns, none of their rows in particular."""
    document.selection.reveal(
        origin,
        groups=groups_of(recommendation),
        rows=np.zeros(0, np.int32),
        row=-1,
        recommendation=recommendation.id,
    )


def _each_once(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    joined = np.concatenate(parts) if parts else np.zeros(0, np.int32)
    _, first = np.unique(joined, return_index=True)
    return joined[np.sort(first)].astype(np.int32, copy=False)
