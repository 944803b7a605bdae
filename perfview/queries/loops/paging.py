"""Whether a limited statement reads page after page, or one row at a time.

Mappers write LIMIT 1 OFFSET 0 where one row is asked for: only an offset that moves is a page.
"""

from __future__ import annotations

import json
import re

from perfview.queries.loops.naming import is_own_key
from perfview.queries.sql.shapes import RANGE, Block
from perfview.queries.study import Study

_LOOKED_AT = 20_000
_LIMITED = re.compile(r"\b(?:limit|offset|fetch\s+(?:first|next))\b", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:limit|offset)\s+\d+", re.IGNORECASE)
_OFFSET = re.compile(r"\boffset\s+(\d+|\$\d+|%s|\?|[$:@%]\S+)", re.IGNORECASE)
_SHORT = re.compile(r"\blimit\s+(\d+|\$\d+|%s|\?)\s*,", re.IGNORECASE)
_PLACE = re.compile(r"%s|\?")
_TOLD = re.compile(r"\$(\d+) = (?:'((?:[^']|'')*)'|(\w+))")


def skips_rows(study: Study, statement: int) -> bool:
    """Whether a sample begins behind the first row, or its offset is not told; with and without
    OFFSET are one statement."""
    return any(offset != "0" for offset in _offsets(study, statement))


def only_the_first(study: Study, statement: int) -> bool:
    """Whether all samples tell that they begin at the first row."""
    offsets = _offsets(study, statement)
    return bool(offsets) and all(offset == "0" for offset in offsets)


def asks_one_row(keys: tuple[str, ...], table: str, block: Block) -> bool:
    """Whether a block reads one table by its own key: one row at most, which has no second page."""
    own = any(key.lower() in ("id", "uuid", "pk") and is_own_key(key, table) for key in keys)
    return own and len(block.uses) == 1


def goes_on(block: Block) -> bool:
    """Whether a limited block begins beyond the last row seen, in the order asked for."""
    if block.limit is None:
        return False
    ordered = {(each.use, each.column) for each in block.order if each.column}
    return any(p.operator == RANGE and (p.use, p.column) in ordered for p in block.predicates)


def pages_only(study: Study, statement: int) -> bool:
    """Whether the samples of a limited statement ask for one and the same rows: where their calls
    still differ, it is by the page."""
    samples = study.model.samples
    texts = [study.model.strings[k] for k in samples.text[study.samples_of(statement)]]
    if len(texts) < 2 or not all(_LIMITED.search(text[:_LOOKED_AT]) for text in texts):
        return False
    rest = {_PAGE.sub("", text[:_LOOKED_AT]) for text in texts}
    return len(rest) == 1 and not (samples.parameters[study.samples_of(statement)] >= 0).any()


def _offsets(study: Study, statement: int) -> list[str]:
    """The offset of each sample that has one: digits, "" where it is not told."""
    samples, strings = study.model.samples, study.model.strings
    found = []
    for row in study.samples_of(statement).tolist():
        text = strings[samples.text[row]][:_LOOKED_AT]
        place = _OFFSET.search(text) or _SHORT.search(text)
        if place is None:
            continue
        if place[1].isdigit():
            found.append(place[1])
            continue
        told = strings[samples.parameters[row]] if samples.parameters[row] >= 0 else ""
        found.append(_value(text, place, told))
    return found


def _value(text: str, place: re.Match[str], told: str) -> str:
    """What stands at a place for a parameter; "" where it is not told."""
    if place[1].startswith("$") and place[1][1:].isdigit():
        number = int(place[1][1:])
    elif _PLACE.fullmatch(place[1]):
        number = len(_PLACE.findall(text[: place.start(1)])) + 1
    else:
        return ""
    return _parameters(told).get(number, "")


def _parameters(told: str) -> dict[int, str]:
    """Values by their place from 1, as a log (``$1 = '17'``) or a list (``[17, 0]``) tells them."""
    if told.lstrip().startswith("["):
        try:
            values = json.loads(told)
        except ValueError:
            return {}
        return {at: str(value) for at, value in enumerate(values, 1)}
    return {int(found[1]): found[2] or found[3] or "" for found in _TOLD.finditer(told)}
