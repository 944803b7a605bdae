"""Finding a name by some of its letters, the best match first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BOUNDARY = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Hit:
    """`index` into the names asked about; `letters` are the places that matched, ascending."""

    index: int
    score: float
    letters: tuple[int, ...]


def search(query: str, folded: Sequence[str], limit: int = 60) -> list[Hit]:
    """The `limit` best matches of `query` among lower-case names; ties keep their order.

    Letters must appear in order, gaps allowed. Whole words and beginnings of words come first,
    then what is close together, then short names. An empty query matches everything.
    """
    wanted = query.lower().replace(" ", "")
    if not wanted:
        return [Hit(i, 0.0, ()) for i in range(min(limit, len(folded)))]
    scattered = re.compile(".*?".join(re.escape(letter) for letter in wanted), re.DOTALL)
    exact = query.lower().strip()
    hits: list[Hit] = []
    for index, name in enumerate(folded):
        hit = _match(exact, wanted, scattered, index, name)
        if hit is not None:
            hits.append(hit)
    hits.sort(key=lambda hit: (-hit.score, hit.index))
    return hits[:limit]


def _match(
    exact: str, wanted: str, scattered: re.Pattern[str], index: int, name: str
) -> Hit | None:
    place = name.find(exact)
    if place >= 0:
        at_word = place == 0 or _BOUNDARY.match(name[place - 1])
        score = 200.0 if at_word else 150.0
        score += 60.0 * (name == exact) + 30.0 * (place == 0) - 0.1 * len(name)
        return Hit(index, score, tuple(range(place, place + len(exact))))
    found = scattered.search(name)
    if found is None:
        return None
    spread = found.end() - found.start() - len(wanted)
    # Letters flung over a long name are no match anybody meant.
    if spread > 4 * len(wanted) + 8:
        return None
    letters = _letters(wanted, name, found.start())
    starts = sum(1 for at in letters if at == 0 or _BOUNDARY.match(name[at - 1]))
    return Hit(index, 60.0 + 12.0 * starts - 2.0 * spread - 0.1 * len(name), letters)


def _letters(wanted: str, name: str, start: int) -> tuple[int, ...]:
    places, at = [], start
    for letter in wanted:
        at = name.index(letter, at)
        places.append(at)
        at += 1
    return tuple(places)
