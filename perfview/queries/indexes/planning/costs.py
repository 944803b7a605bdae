"""What reading costs, in the units of PostgreSQL's planner: one page in sequence is 1.

Source: PostgreSQL's costsize.c and selfuncs.c (cost_seqscan, cost_index, cost_bitmap_heap_scan,
index_pages_fetched after Mackert and Lohman, genericcostestimate, btcostestimate, cost_sort,
final_cost_hashjoin), with its default constants.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

SEQUENTIAL_PAGE = 1.0
TUPLE = 0.01
INDEX_TUPLE = 0.005
OPERATOR = 0.0025
_DESCENT_PAGE = 50.0 * OPERATOR
_ENTRIES_A_PAGE = 290.0


@dataclass(frozen=True)
class Settings:
    """What the server was told of its machine: random_page: cost of a page out of order (1.1 suits
    disks without heads, which most servers have; PostgreSQL's default is 4); cache_pages; memory:
    bytes a sort or hash may take."""

    random_page: float = 1.1
    cache_pages: float = 524288.0
    memory: float = 4 * 1024 * 1024.0


def settings_of(told: Mapping[str, str]) -> Settings:
    """Settings as a server tells them, those that are not told as usual."""
    usual = Settings()
    return Settings(
        random_page=_number(told.get("random_page_cost"), usual.random_page),
        cache_pages=_amount(told.get("effective_cache_size"), usual.cache_pages, 8192),
        memory=_amount(told.get("work_mem"), usual.memory / 1024, 1024) * 1024,
    )


def _number(text: str | None, usual: float) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return usual
    return value if 0 < value < 1e6 else usual


def _amount(text: str | None, usual: float, unit: int) -> float:
    """An amount of memory in its unit (``4GB``, ``524288``)."""
    words = (text or "").strip()
    for suffix, bytes_each in (("kb", 1 << 10), ("mb", 1 << 20), ("gb", 1 << 30), ("tb", 1 << 40)):
        if words.lower().endswith(suffix):
            return _number(words[:-2].strip(), usual * unit / bytes_each) * bytes_each / unit
    return _number(words, usual) if words else usual


def sequential(pages: float, rows: float, conditions: int) -> float:
    """All of a table read."""
    return pages * SEQUENTIAL_PAGE + rows * (TUPLE + OPERATOR * conditions)


def pages_fetched(tuples: float, pages: float) -> float:
    """Distinct pages that so many rows spread at random lie on (Mackert and Lohman, 1989)."""
    if pages <= 1:
        return 1.0
    return min(pages, 2.0 * pages * tuples / (2.0 * pages + tuples))


@dataclass(frozen=True)
class Reach:
    """How an index serves a relation: entries: share of the index between its bounds; left: share
    of the table's rows that its columns leave; bounds: conditions that it serves; scans: how often
    it is searched (IN lists); is_only: the table need not be read; correlation 0-1; rows, pages of
    the index; hidden: share of pages that have to be read even so."""

    entries: float
    left: float
    bounds: int
    scans: int
    is_only: bool
    correlation: float
    rows: float
    pages: float
    hidden: float = 0.0


def descent(rows: float, pages: float) -> float:
    """One search from the root of a b-tree."""
    height = 0 if pages <= 1 else math.ceil(math.log(max(2.0, pages), _ENTRIES_A_PAGE))
    return math.ceil(math.log2(max(2.0, rows))) * OPERATOR + (height + 1) * _DESCENT_PAGE


def index_part(reach: Reach, settings: Settings, loops: float) -> float:
    """Reading the index alone, a loop."""
    entries = max(1.0 / max(1.0, loops), reach.entries * reach.rows)
    pages = max(1.0, math.ceil(entries / reach.scans * reach.pages / reach.rows))
    times = loops * reach.scans
    if times > 1:
        pages = pages_fetched(pages * times, reach.pages) / loops
    cpu = entries * (INDEX_TUPLE + OPERATOR * reach.bounds)
    return pages * settings.random_page + cpu + reach.scans * descent(reach.rows, reach.pages)


def index_scan(
    reach: Reach, settings: Settings, rows: float, pages: float, conditions: int, loops: float
) -> float:
    """An index scan with the rows it leads to, in the index's order, a loop."""
    tuples = reach.left * rows
    cost = index_part(reach, settings, loops)
    cost += tuples * (TUPLE + OPERATOR * max(0, conditions - reach.bounds))
    if reach.is_only and reach.hidden <= 0:
        return cost
    near = math.ceil(reach.left * pages)
    if loops > 1:
        most = pages_fetched(tuples * loops, pages) * settings.random_page / loops
        least = pages_fetched(near * loops, pages) * settings.random_page / loops
    else:
        most = pages_fetched(tuples, pages) * settings.random_page
        least = settings.random_page + max(0, near - 1) * SEQUENTIAL_PAGE
    pages_cost = most + reach.correlation**2 * min(0.0, least - most)
    return cost + (pages_cost * reach.hidden if reach.is_only else pages_cost)


def bitmap_heap(
    entry_cost: float, left: float, settings: Settings, rows: float, pages: float, conditions: int
) -> float:
    """The rows that bitmaps of indexes lead to, page by page in order."""
    tuples = max(1.0, left * rows)
    fetched = max(1.0, pages_fetched(tuples, pages))
    nearness = math.sqrt(fetched / max(1.0, pages)) if fetched >= 2 else 0.0
    each = settings.random_page - (settings.random_page - SEQUENTIAL_PAGE) * nearness
    cpu = tuples * (TUPLE + OPERATOR * (conditions + 0.1))
    return entry_cost + fetched * each + cpu


def sort(rows: float, width: float, settings: Settings, limit: float | None = None) -> float:
    """Rows put in order; of a few wanted ones only those are kept."""
    if rows < 2:
        return 0.0
    size = rows * (width + 24)
    if limit is not None and 2 * limit < rows:
        return 2 * OPERATOR * rows * math.log2(max(2.0, 2 * limit))
    cost = 2 * OPERATOR * rows * math.log2(rows)
    if size > settings.memory:
        pages = size / 8192
        runs = max(1.0, math.ceil(math.log(max(2.0, size / settings.memory)) / math.log(6.0)))
        cost += 2 * pages * runs * (0.75 * SEQUENTIAL_PAGE + 0.25 * settings.random_page)
    return cost + OPERATOR * rows


def hash_join(
    outer_rows: float, inner_rows: float, widths: tuple[float, float], settings: Settings
) -> float:
    """A hash of the inner rows built and asked for each outer one."""
    cost = inner_rows * (OPERATOR + TUPLE) + outer_rows * OPERATOR
    size = inner_rows * (widths[1] + 40)
    if size > settings.memory * 2:
        pages = (inner_rows * widths[1] * 2 + outer_rows * widths[0] * 2) / 8192
        cost += pages * SEQUENTIAL_PAGE
    return cost
