"""Several files in one archive as one stream: end to end, each read by itself."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfview.recording.archive import MOST_MEMBERS, Packed
from perfview.recording.errors import UnreadableInput
from perfview.recording.inflating import MOST_INFLATED

if TYPE_CHECKING:
    from perfview.recording.source import Passage, Source

MOST_IN_MEMORY = 512 << 20
"""Bytes of files packed twice that are unpacked in memory, all of an archive together."""


@dataclass(frozen=True)
class Member:
    """A file of an archive: `first` is where its content begins in the stream of all."""

    name: str
    first: int
    source: Source

    @property
    def size(self) -> int:
        """Bytes of content."""
        return self.source.content_size


@dataclass(frozen=True)
class LeftOut:
    """A file of an archive that is not read, and why: words that follow its name."""

    name: str
    why: str


class Members:
    """The files of an archive that can be unpacked, end to end, and those that cannot.

    Raises `UnreadableInput` when what they say they inflate to is out of all bounds.
    """

    def __init__(self, source: Source, files: list[Packed]) -> None:
        self.members: list[Member] = []
        self.left_out: list[LeftOut] = []
        self.size = 0
        self._in_memory = 0
        if sum(each.size for each in files) > MOST_INFLATED:
            raise UnreadableInput(
                f"The files in the zip archive inflate to more than {MOST_INFLATED >> 30} GiB",
                remedy="Unpack it yourself and open the recording in it.",
            )
        for number, packed in enumerate(files):
            why_not = packed.why_not or ("one file too many" if number >= MOST_MEMBERS else "")
            if why_not or not packed.size:
                self.left_out.append(LeftOut(packed.name, why_not or "empty"))
            else:
                self._add(source, packed)

    def _add(self, source: Source, packed: Packed) -> None:
        try:
            opened = source.inside(packed, MOST_IN_MEMORY - self._in_memory)
        except UnreadableInput as error:
            self.left_out.append(LeftOut(packed.name, error.reason))
            return
        if opened.in_memory:
            self._in_memory += opened.content_size
        self.members.append(Member(packed.name, self.size, opened))
        self.size += opened.content_size

    def at(self, offset: int) -> Member | None:
        """The member in which this place of the stream is, or None behind the last."""
        index = bisect_right(self.members, offset, key=lambda member: member.first) - 1
        if index < 0 or offset >= self.size:
            return None
        return self.members[index]

    def read_at(self, offset: int, length: int) -> bytes:
        """Bytes of the stream, none beyond the end of the member they begin in."""
        member = self.at(offset)
        if member is None:
            return b""
        within = offset - member.first
        return member.source.read_at(within, min(length, member.size - within))


class Walk:
    """The stream in order, from its start, into buffers of the caller."""

    def __init__(self, members: Members) -> None:
        self.position = 0
        self._members = members
        self._member: Member | None = None
        self._passage: Passage | None = None

    def read_into(self, view: memoryview) -> int:
        """Fill `view`; where a damaged member ends early, zeros stand for the rest of it."""
        filled = 0
        while filled < len(view) and (member := self._members.at(self.position)):
            left = member.first + member.size - self.position
            piece = view[filled : filled + left]
            got = self._reading(member).read_into(piece)
            piece[got:] = bytes(len(piece) - got)
            filled += len(piece)
            self.position += len(piece)
        return filled

    def skip(self, count: int) -> int:
        """Leave out the next bytes, whole members at once. How many."""
        end = min(self._members.size, self.position + count)
        skipped = end - self.position
        while self.position < end and (member := self._members.at(self.position)):
            step = min(end, member.first + member.size) - self.position
            if step < member.first + member.size - self.position:
                self._reading(member).skip(step)
            self.position += step
        return skipped

    def _reading(self, member: Member) -> Passage:
        """The passage through this member, at the current place."""
        if self._passage is None or self._member is not member:
            self._member, self._passage = member, member.source.open_at()
            self._passage.skip(self.position - member.first)
        return self._passage
