"""Looking into a cache, and going to the source when it is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs, number_small
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.measures.operations import foremost
from perfview.traces.patterns.calls import is_call
from perfview.traces.patterns.database import CACHES, database_calls
from perfview.traces.patterns.subtrees import children_of
from perfview.traces.study import Study

HIT_KEYS = ("cache.hit", "cache_hit", "cache.is_hit", "db.cache.hit", "hit", "cache.result")
_NO = frozenset({"false", "0", "miss", "no"})
_YES = frozenset({"true", "1", "hit", "yes"})
_READS = re.compile(
    r"(^|\W|_)(get|mget|gets|hget|hmget|hgetall|lookup|fetch|read|find|load|check)(?![a-z])"
    r"|(get|lookup|fetch|read|find|load)From.?Cache|cache.?(get|lookup|fetch|read|find)",
    re.IGNORECASE,
)
_FILLS = re.compile(
    r"(^|\W|_)(set|setex|setnx|mset|hset|hmset|add|put|store|save|write|fill|populate)(?![a-z])"
    r"|cache.?(set|put|store|fill|write)",
    re.IGNORECASE,
)
_CACHE = re.compile(r"cache(?!.?control)|memcache|redis|memoi[sz]e", re.IGNORECASE)
IN_TURN = 3
MOST_READ = 20_000
AGREE = 0.9
"""The part of what follows a lookup that must be the same source."""


@dataclass(frozen=True)
class Lookups:
    """l lookups of one operation under one calling operation, by start.

    row int32 (l). source int32 (l): the call that went to the source after it, -1 for none, so
    that a lookup with a source is a miss. certain bool: the file says of each whether it hit, or
    the caller fills the cache after asking the source.
    """

    row: NDArray[np.int32]
    source: NDArray[np.int32]
    certain: bool

    def in_turn(self, study: Study) -> bool:
        """Whether callers look up and go to the source by turns several times, not by chance."""
        callers = np.unique(study.structure.parent[self.source[self.misses]])
        return len(self.misses) >= IN_TURN * max(1, len(callers))

    @property
    def misses(self) -> NDArray[np.int64]:
        """The places of the lookups that missed."""
        return np.flatnonzero(self.source >= 0)


def find_lookups(study: Study, least: int) -> list[Lookups]:
    """All kinds of lookups with at least `least` misses, those with the slowest sources first."""
    reads, fills = _kinds(study)
    operation = study.operations.of_span
    if not reads.any():
        return []
    reads &= _may_be_told(study, reads | fills, fills)
    row = np.flatnonzero(reads[operation]).astype(np.int32)
    row = row[study.structure.parent[row] >= 0]
    caller = operation[study.structure.parent[row]]
    group, head = number_pairs(operation[row], caller)
    first, order = gather(group, len(head))
    found = []
    for k in range(len(head)):
        mine = row[order[first[k] : first[k + 1]]]
        if len(mine) >= least:
            found.append(_followed(study, mine, reads | fills, fills))
    kept = [each for each in found if len(each.misses) >= least]
    return sorted(kept, key=lambda each: -_spent(study, each))


def _may_be_told(
    study: Study, cached: NDArray[np.bool_], fills: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Per operation, whether its service fills a cache or has statements of its own, so that a
    miss can be told; all where the file says what hit."""
    operations = study.operations
    if _says_hits(study):
        return np.ones(len(operations), np.bool_)
    stated = np.zeros(len(operations), np.bool_)
    stated[operations.of_span[database_calls(study).question >= 0]] = True
    telling = np.unique(operations.service[fills | (stated & ~cached)])
    may: NDArray[np.bool_] = np.isin(operations.service, telling)
    return may


def _spent(study: Study, found: Lookups) -> int:
    return int(study.model.duration_ns[found.source[found.misses]].sum())


def _kinds(study: Study) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Per operation, whether it reads from a cache, and whether it fills one."""
    model, operations = study.model, study.operations
    reads, fills = np.zeros((2, len(operations)), np.bool_)
    _, systems = number_small(model.db_system, len(model.strings))
    cache = np.zeros(len(model.strings) + 1, np.bool_)
    cache[[i for i in systems.tolist() if i >= 0 and model.strings[i].lower() in CACHES]] = True
    stored = np.zeros(len(operations), np.bool_)
    if cache.any():
        stored[operations.of_span[cache[model.db_system]]] = True
    for k in foremost(operations.count):
        name = operations.names[k]
        if stored[k] or _CACHE.search(name):
            reads[k] = bool(_READS.search(name))
            fills[k] = not reads[k] and bool(_FILLS.search(name))
    return reads, fills


def _followed(
    study: Study,
    row: NDArray[np.int32],
    cached: NDArray[np.bool_],
    fills: NDArray[np.bool_],
) -> Lookups:
    """Each lookup with the first call of its parent between its end and the next lookup."""
    model, structure, operation = study.model, study.structure, study.operations.of_span
    row = row[np.argsort(model.start_ns[row], kind="stable")]
    above = np.zeros(len(model), np.bool_)
    above[structure.parent[row]] = True
    parents = np.flatnonzero(above)
    sibling, owner = children_of(structure, parents)
    is_lookup = np.zeros(len(model), np.bool_)
    is_lookup[row] = True
    begin = np.flatnonzero(is_lookup[sibling])
    source = np.full(len(begin), -1, np.int32)
    call = is_call(study, sibling) & ~cached[operation[sibling]]
    at = _next_true(call)[begin]
    stop = np.append(begin[1:], len(sibling))
    inside = (at < stop) & (at < len(sibling))
    at, which = at[inside], np.flatnonzero(inside)
    same = (owner[at] == owner[begin[which]]) & (
        model.start_ns[sibling[at]] >= _end(study, sibling[begin[which]])
    )
    source[which[same]] = sibling[at[same]]
    source, agree = _commonest_only(operation, source)
    filled = _next_true(fills[operation[sibling]])[begin]
    follows = (source >= 0) & (filled < stop)
    certain = agree >= AGREE and bool(follows.sum() >= 0.5 * (source >= 0).sum())
    # What follows now this, now that, is no source of what the cache holds, nor is any service.
    plain = agree >= AGREE and bool((study.statements.of_span[source[source >= 0]] >= 0).all())
    found = Lookups(sibling[begin], source, certain)
    if _says_hits(study):
        return _as_the_file_says(study, found)
    return found if certain or plain else Lookups(found.row, np.full_like(source, -1), False)


def _end(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    end: NDArray[np.int64] = study.model.start_ns[rows] + study.model.duration_ns[rows]
    return end


def _next_true(flag: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Per place the next place from it on that is true; the length where there is none."""
    place = np.where(flag, np.arange(len(flag)), len(flag))
    return np.minimum.accumulate(place[::-1])[::-1] if len(place) else place


def _commonest_only(
    operation: NDArray[np.int32], source: NDArray[np.int32]
) -> tuple[NDArray[np.int32], float]:
    """Only the source that is asked most, and its part (0-1) of all that follow."""
    asked = operation[source[source >= 0]]
    if not len(asked):
        return source, 0.0
    count = np.bincount(asked)
    most = int(count.argmax())
    kept = np.where((source >= 0) & (operation[source] == most), source, np.int32(-1))
    return kept, float(count[most]) / len(asked)


def _says_hits(study: Study) -> list[str]:
    return [key for key in HIT_KEYS if study.model.attributes.keys.find(key) >= 0]


def _as_the_file_says(study: Study, found: Lookups) -> Lookups:
    """Corrected by the attribute that says whether a lookup hit, where there is one."""
    keys = _says_hits(study)
    if len(found.row) > MOST_READ:
        return found
    said = [_hit(each) for each in attributes_of(study, found.row, keys)]
    if not any(each is not None for each in said):
        return found
    hit = np.array([each is True for each in said])
    return Lookups(found.row, np.where(hit, np.int32(-1), found.source), True)


def _hit(told: object) -> bool | None:
    values = told.values() if isinstance(told, dict) else ()
    for value in values:
        word = str(value).lower()
        if word in _YES or word in _NO:
            return word in _YES
    return None
