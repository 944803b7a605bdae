"""Texts of a model as its columns are made, each once."""

from __future__ import annotations

from perfview.recording.strings import StringTable


class Texts:
    """The texts of a table, and further ones behind them."""

    def __init__(self, table: StringTable) -> None:
        self._table = table
        self._more: list[str] = []
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text, new or old."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = len(self._table) + len(self._more)
            self._more.append(text)
        return found

    def offset_of(self, texts: list[bytes]) -> int:
        """Take texts over in one piece; the number of the first."""
        first = len(self._table) + len(self._more)
        self._more += [text.decode("utf-8", "replace") for text in texts]
        return first

    def table(self) -> StringTable:
        """All of them."""
        return self._table.followed_by(self._more)
