"""The one way a file is refused: a sentence for the user, with the place and the remedy."""

from __future__ import annotations


class UnreadableInput(Exception):
    """A file that cannot be read at all.

    `reason` is one sentence in the user's words; `offset` is the byte it is about (in the
    decompressed stream, None when no single byte is to blame); `remedy` says what to do next.
    """

    def __init__(self, reason: str, *, offset: int | None = None, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.remedy = remedy

    def __str__(self) -> str:
        place = "" if self.offset is None else f" (at byte {self.offset:,})"
        return f"{self.reason}{place}"


class Cancelled(Exception):
    """The user asked a job to stop; whoever catches this leaves nothing behind."""
