"""What a table shows: columns over arrays, written out only for the rows on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import ABSENT, number

Rows = NDArray[np.int32]


class Names(Protocol):
    """Texts by id: a list, or a recording's string table."""

    def __getitem__(self, index: int, /) -> str: ...


@dataclass(frozen=True)
class Look:
    """How a column is drawn. `width` in px, 0 takes what is left, `least` px at least; `tip`
    explains its title; `ends` keeps the end, too, of texts that are too long. Where room is short
    the columns with the highest `spare` are left out first, those with 0 never. `language` of code
    whose words are coloured, "" for none."""

    width: int = 0
    tip: str = ""
    mono: bool = False
    strong: bool = False
    ends: bool = False
    least: int = 0
    spare: int = 0
    language: str = ""


class Column:
    """One column of a table of n rows. `key` names it in exports, with its unit."""

    is_number = False
    has_bar = False
    diverges = False
    """Whether bars go to both sides of a middle: less to the left, more to the right."""

    def __init__(self, key: str, title: str, look: Look | None = None) -> None:
        self.key, self.title, self.look = key, title, look or Look()

    def __len__(self) -> int:
        raise NotImplementedError

    def text(self, row: int) -> str:
        """The cell as people read it."""
        raise NotImplementedError

    def brief(self, row: int) -> str:
        """What is drawn where there is no room for the text, "" for the text cut at its end."""
        return ""

    def plain(self, rows: Rows) -> list[Any]:
        """The cells as programs read them, for copying and export."""
        return [self.text(int(row)) for row in rows]

    def sort_key(self) -> NDArray[Any]:
        """An array (n) that orders the rows."""
        raise NotImplementedError

    def matches(self, text: str) -> NDArray[np.bool_] | None:
        """Which rows (n) contain `text` (lower case); None when the column is not searched."""
        return None

    def share(self, row: int) -> float:
        """How much of the longest bar the row has, 0-1; below 0 to the left where they diverge."""
        return 0.0

    def tone(self, row: int) -> str:
        """The role the cell's text is drawn in."""
        return "text"

    def bar_tone(self, row: int) -> str:
        """The role the row's bar is filled with."""
        return "text3"

    def curve(self, row: int) -> NDArray[np.float64] | None:
        """What is drawn in place of a text, float64 (k) from 0 to 1; None for a text."""
        return None

    def swatch(self, row: int) -> int | None:
        """The category (see `theme.colours`) of a small square before the text, None for none."""
        return None

    def pills(self, row: int) -> Sequence[tuple[str, str]]:
        """Words in pills and the tone of each ("", bad, warn, save), drawn in place of a text."""
        return ()


class NumberColumn(Column):
    """Numbers, right-aligned; `write` puts one in words, `tone` gives its role."""

    is_number = True

    def __init__(
        self,
        key: str,
        title: str,
        values: NDArray[Any],
        write: Callable[[float], str] = number,
        look: Look | None = None,
        *,
        bar: bool = False,
        tone: Callable[[float], str] | None = None,
        absent: float | None = None,
    ) -> None:
        super().__init__(key, title, look)
        self.values = values
        self.has_bar = bar
        self._write, self._tone, self._absent = write, tone, absent

    def __len__(self) -> int:
        return len(self.values)

    def text(self, row: int) -> str:
        value = self.values[row].item()
        return ABSENT if value == self._absent else self._write(value)

    def plain(self, rows: Rows) -> list[Any]:
        cells: list[Any] = self.values[rows].tolist()
        return cells

    def sort_key(self) -> NDArray[Any]:
        return self.values

    def share(self, row: int) -> float:
        return float(self.values[row]) / self._largest

    def tone(self, row: int) -> str:
        return self._tone(self.values[row].item()) if self._tone else "text"

    @cached_property
    def _largest(self) -> float:
        return max(float(self.values.max(initial=0)), 1e-300)


class ChangeColumn(NumberColumn):
    """Differences: a bar to the left for less, to the right for more, the number beside it."""

    has_bar = diverges = True

    def __init__(
        self,
        key: str,
        title: str,
        values: NDArray[Any],
        write: Callable[[float], str],
        look: Look | None = None,
        *,
        tone: Callable[[float], str] | None = None,
    ) -> None:
        super().__init__(key, title, values, write, look, bar=True, tone=tone)

    def sort_key(self) -> NDArray[Any]:
        """The size of the change, whichever way it goes."""
        sizes: NDArray[Any] = np.abs(self.values)
        return sizes

    @cached_property
    def _largest(self) -> float:
        return max(float(np.abs(self.values).max(initial=0)), 1e-300)


class SparkColumn(Column):
    """A small curve a row: `curves` by row, float64 (k) from 0 to 1, for those that have one."""

    def __init__(self, key: str, title: str, rows: int, look: Look | None = None) -> None:
        super().__init__(key, title, look)
        self._rows = rows
        self.curves: dict[int, NDArray[np.float64]] = {}

    def __len__(self) -> int:
        return self._rows

    def text(self, row: int) -> str:
        return ""

    def sort_key(self) -> NDArray[Any]:
        return np.arange(self._rows)

    def curve(self, row: int) -> NDArray[np.float64] | None:
        """The curve of a row, None for none."""
        return self.curves.get(row)


class TextColumn(Column):
    """Texts by id: `ids` int32 (n) into `names`, -1 shows `absent`; `categories` of rows."""

    def __init__(
        self,
        key: str,
        title: str,
        ids: NDArray[np.int32],
        names: Names,
        look: Look | None = None,
        *,
        absent: str = ABSENT,
        categories: Callable[[int], int | None] | None = None,
        tone: str = "text",
    ) -> None:
        super().__init__(key, title, look)
        self.ids, self._names, self._absent, self._categories = ids, names, absent, categories
        self._role = tone

    def __len__(self) -> int:
        return len(self.ids)

    def text(self, row: int) -> str:
        return self._named(int(self.ids[row]))

    def sort_key(self) -> NDArray[Any]:
        return self._rank[self._place]

    def matches(self, text: str) -> NDArray[np.bool_] | None:
        if not len(self.ids):
            return np.zeros(0, np.bool_)
        found = np.fromiter((text in name for name in self._folded), np.bool_, len(self._used))
        return found[self._place]

    def swatch(self, row: int) -> int | None:
        return self._categories(row) if self._categories else None

    def tone(self, row: int) -> str:
        return self._role

    def _named(self, index: int) -> str:
        return (self._names[index] if index >= 0 else "") or self._absent

    @cached_property
    def _used(self) -> NDArray[np.int32]:
        return np.unique(self.ids)

    @cached_property
    def _place(self) -> NDArray[np.int64]:
        return np.searchsorted(self._used, self.ids)

    @cached_property
    def _folded(self) -> Sequence[str]:
        return [self._named(int(index)).casefold() for index in self._used]

    @cached_property
    def _rank(self) -> NDArray[np.int64]:
        order = sorted(range(len(self._folded)), key=self._folded.__getitem__)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank


class HexColumn(Column):
    """Ids of 128 bits: `high`, `low` uint64 (n), shown as hex digits, found by their beginning."""

    def __init__(
        self,
        key: str,
        title: str,
        high: NDArray[np.uint64],
        low: NDArray[np.uint64],
        look: Look | None = None,
    ) -> None:
        super().__init__(key, title, look or Look(mono=True))
        self._high, self._low = high, low

    def __len__(self) -> int:
        return len(self._low)

    def text(self, row: int) -> str:
        return f"{int(self._high[row]):016x}{int(self._low[row]):016x}"

    def sort_key(self) -> NDArray[Any]:
        rank = np.empty(len(self), np.int64)
        rank[np.lexsort((self._low, self._high))] = np.arange(len(self))
        return rank

    def matches(self, text: str) -> NDArray[np.bool_] | None:
        if not text or len(text) > 32 or set(text) - set("0123456789abcdef"):
            return None
        found = _begins(self._high, text[:16])
        return found & _begins(self._low, text[16:]) if len(text) > 16 else found

    def tone(self, row: int) -> str:
        return "text2"


def _begins(values: NDArray[np.uint64], digits: str) -> NDArray[np.bool_]:
    shift = np.uint64(64 - 4 * len(digits))
    return np.asarray((values >> shift) == np.uint64(int(digits, 16)), np.bool_)
