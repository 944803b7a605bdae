"""One set of indexes for many statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from perfview.queries.indexes.adviser import Adviser
from perfview.queries.indexes.choosing.candidates import MOST_INCLUDED
from perfview.queries.indexes.choosing.existing import same_key
from perfview.queries.indexes.choosing.selecting import WORTH_OF_ALL, WORTH_OF_ONE
from perfview.queries.indexes.gathering import Asked
from perfview.queries.indexes.planning.paths import NOTHING, Access
from perfview.queries.indexes.planning.relations import Unit
from perfview.queries.indexes.planning.statements import StatementPlanner

LEAST_HELP = 0.05
"""Share of a statement's cost that an index has to spare it to count it as helped."""
MOST_JOINS = 750_000
"""Tables joined to others while orders are tried, after which no further statement is asked: a few
seconds. Five thousand reports over ten tables each would take a minute."""


@dataclass
class Want:
    """A statement and the indexes chosen for it."""

    asked: Asked
    units: list[Unit]
    before: float


@dataclass(frozen=True)
class Served:
    """A statement that an index of the set helps; share of what the whole set spares it."""

    asked: Asked
    units: list[Unit]
    before: float
    after: float
    share: float


@dataclass
class Wanted:
    """An index of the set, and whom it serves."""

    access: Access
    served: list[Served] = field(default_factory=list)


def workload_set(adviser: Adviser, asked: Iterable[Asked]) -> list[Wanted]:
    """Indexes for all statements together: what one begins with is left to the longer one, and what
    no statement misses is dropped. Ends asking after `MOST_JOINS`."""
    wants: list[Want] = []
    accesses: list[Access] = []
    for each in asked:
        choice = adviser.choose(each.shape)
        if choice is not None:
            wants.append(Want(each, choice.units, choice.before))
            accesses += choice.accesses
        if adviser.joins > MOST_JOINS:
            break
    merged = _merged(adviser, accesses)
    return _needed(adviser, wants, merged) if merged else []


def _merged(adviser: Adviser, accesses: list[Access]) -> list[Access]:
    """Equal ones once, prefixes within longer ones, carried columns together."""
    kept: list[Access] = []
    distinct = {(each.table, each.keys, each.include, each.where): each for each in accesses}
    longest_first = sorted(
        distinct.values(), key=lambda each: (-len(each.keys), -len(each.include), each.where)
    )
    for access in longest_first:
        for at, other in enumerate(kept):
            united = _united(other, access)
            if united is not None:
                kept[at] = united
                break
        else:
            kept.append(access)
    return [_measured(adviser, number, each) for number, each in enumerate(kept)]


def _united(longer: Access, shorter: Access) -> Access | None:
    """One index in the place of two; None where they are needed both."""
    if longer.table != shorter.table or longer.where != shorter.where:
        return None
    pairs = zip(longer.keys, shorter.keys, strict=False)
    if not all(same_key(one, other) for one, other in pairs):
        return None
    held = longer.columns
    extra = tuple(column for column in shorter.include if column not in held)
    include = longer.include + extra
    return replace(longer, include=include) if len(include) <= MOST_INCLUDED else None


def _measured(adviser: Adviser, number: int, access: Access) -> Access:
    rows = adviser.sizes.table(access.table).rows * access.where_share
    pages = adviser.sizes.index_pages(access.table, access.keys, access.include, rows)
    return replace(access, number=number, pages=pages)


def _needed(adviser: Adviser, wants: list[Want], accesses: list[Access]) -> list[Wanted]:
    """The set without what no statement misses, with whom each serves."""
    planners = [adviser.planner(want.units, accesses) for want in wants]
    users: dict[int, list[int]] = {}
    for row, planner in enumerate(planners):
        for number in planner.cost(None).takes:
            users.setdefault(number, []).append(row)
    kept = frozenset(users)
    for number in sorted(users, key=lambda each: len(users[each])):
        rows = [row for row, planner in enumerate(planners) if number in planner.cost(kept).takes]
        if not any(_misses(planners[row], wants[row].before, kept, number) for row in rows):
            kept -= {number}
    wanted = {number: Wanted(accesses[number]) for number in sorted(kept)}
    for want, planner in zip(wants, planners, strict=True):
        for number, served in _served(want, planner, kept).items():
            wanted[number].served.append(served)
    return list(wanted.values())


def _misses(planner: StatementPlanner, before: float, kept: frozenset[int], number: int) -> bool:
    now, without = planner.cost(kept).cost, planner.cost(kept - {number}).cost
    return without > now * (1 + WORTH_OF_ONE) and without - now > before * WORTH_OF_ALL


def _served(want: Want, planner: StatementPlanner, kept: frozenset[int]) -> dict[int, Served]:
    """By index of the set, what it does for a statement, as far as that is worth telling."""
    best, before = planner.cost(kept), planner.cost(NOTHING).cost
    after = best.cost
    spared = {each: max(0.0, planner.cost(kept - {each}).cost - after) for each in best.takes}
    whole = sum(spared.values())
    found = {}
    for number, own in spared.items():
        alone = planner.cost(frozenset({number})).cost
        if own < LEAST_HELP * after and alone > (1 - LEAST_HELP) * before:
            continue
        share = own / whole if whole and own else 1.0 / len(spared)
        found[number] = Served(want.asked, want.units, before, after, share)
    return found
