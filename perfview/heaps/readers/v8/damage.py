"""What is missing of a damaged snapshot: whether the rest may be shown, and what is said of it."""

from __future__ import annotations

from perfview.heaps.readers.v8.layout import Layout
from perfview.heaps.readers.v8.parts import EDGES, LOCATIONS, NODES, STRINGS, TREE, Parts
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

AGAIN = "Check that the file was written completely, or record again."
_SHOWN = 24
_ENDS = ",]}\n\r\t "
_WITHOUT = {
    LOCATIONS: "objects have no place in the source",
    STRINGS: "the names behind that place are missing",
    TREE: "it is not known who allocated what",
}


def check_lists(parts: Parts, source: Source) -> Layout:
    """The layout, if nodes and edges are there as a whole; without either nothing is true.

    Raises `UnreadableInput`.
    """
    if parts.layout is None:
        at = parts.broken if parts.broken >= 0 else None
        raise UnreadableInput(
            "The snapshot's head, which says what its lists mean, is missing or cut off",
            offset=at,
            remedy=AGAIN,
        )
    for name in (NODES, EDGES):
        _check_list(parts, name, source)
    if not parts.outcomes[NODES].rows:
        raise UnreadableInput("The snapshot holds not a single node", remedy=AGAIN)
    return parts.layout


def _check_list(parts: Parts, name: str, source: Source) -> None:
    """Raise `UnreadableInput` where a list is missing, cut off, or holds something strange."""
    outcome = parts.outcomes.get(name)
    if outcome is not None and outcome.strange >= 0:
        raise UnreadableInput(
            f"In the list of {name} stands {_shown(source, outcome.strange)} where a whole number"
            " from 0 up should be",
            offset=outcome.strange,
            remedy=AGAIN,
        )
    if outcome is not None and outcome.closed:
        return
    if parts.broken < 0:
        raise UnreadableInput(f"The snapshot has no list of {name}", remedy=AGAIN)
    if outcome is None:
        so = f"{_broken(parts, source)} before its list of {name}"
    else:
        so = f"{_broken(parts, source)} in its list of {name}, after {outcome.rows:,} of them"
    raise UnreadableInput(
        f"{so}; without all nodes and edges nothing true can be said of a heap",
        offset=parts.broken,
        remedy=AGAIN,
    )


def _broken(parts: Parts, source: Source) -> str:
    if source.broken is not None:
        return f"The {source.compression} data break off"
    return "The file breaks off" if parts.ended else "The file makes no sense any more"


def _shown(source: Source, offset: int) -> str:
    """What stands at an offset, in quotation marks."""
    text = source.read_at(offset, _SHOWN).decode("utf-8", "replace")
    end = next((i for i, c in enumerate(text) if c in _ENDS and i), len(text))
    return f"“{text[:end]}”" if text.strip() else "nothing"


def damage_of(parts: Parts, source: Source, report: ImportReport) -> None:
    """Note where the file breaks off and which lists are left out."""
    report.read_bytes = report.total_bytes
    if parts.broken >= 0:
        report.complete, report.read_bytes = False, parts.broken
        where = f" in “{parts.inside}”" if parts.inside else ""
        report.note(
            "truncated",
            1,
            f"{_broken(parts, source)} at byte {parts.broken:,}{where}. Its objects and references"
            " are all there, what stands behind that place is missing.",
        )
    for name, offset in parts.strange.items():
        without = _WITHOUT.get(name, "it is left out")
        report.note(
            "strange-list",
            1,
            f"In the list “{name}” stands {_shown(source, offset)} at byte {offset:,}, which does"
            f" not belong there; {without}.",
        )
    if parts.texts is None and parts.broken < 0:
        report.note("no-strings", 1, "The snapshot has no strings, so that nothing has a name.")
