"""Which binary an address is in: the memory map at the end of a profile.

Lines as in Linux's /proc/PID/maps (man 5 proc), or shorter: ``00400000-00fcb000: /bin/server``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST_LINE = 4096
_RANGE = r"\s*(?:0x)?(?P<start>[0-9a-fA-F]{1,16})[\s-]\s*(?:0x)?(?P<end>[0-9a-fA-F]{1,16}):?"
_RIGHTS = r"(?:\s+(?P<rights>[-rwxps]+)(?=\s|$))?"
_FULL = re.compile(
    _RANGE
    + _RIGHTS
    + r"(?:\s+(?P<offset>[0-9a-fA-F]{1,16}))?\s+[0-9a-fA-F]+:[0-9a-fA-F]+\s+\d+"
    + r"(?:\s+(?P<file>\S+))?"
)
_SHORT = re.compile(
    _RANGE + _RIGHTS + r"(?:\s+(?P<file>\S+))?(?:\s+\(@(?P<offset>[0-9a-fA-F]{1,16})\))?"
)
_LOG_PREFIX = re.compile(r"[^\[\]]+:\d+\]\s")
_LIBRARY = re.compile(r"\.so$|\.so[._]\d")
_HEADINGS = ("--- Memory map: ---", "MAPPED_LIBRARIES:")
_MAIN_START = 0x400000
_HUGE_PAGES = "/anon_hugepage"


@dataclass
class Mapping:
    """A binary's place in memory: `start` up to `end`, from `offset` of its file on."""

    start: int
    end: int
    offset: int
    file: str

    @property
    def is_main(self) -> bool:
        """Whether it looks like the program itself: no library, and none of the kernel's own."""
        file = self.file.replace("(deleted)", "").strip()
        return bool(file) and not file.startswith("[") and not _LIBRARY.search(file)

    def continues(self, other: Mapping) -> bool:
        """Whether it is the next part of a mapping that was split in two."""
        if (self.file and other.file and self.file != other.file) or other.end != self.start:
            return False
        wanted = other.offset + (other.end - other.start)
        return not (self.offset and other.offset) or wanted == self.offset


def is_heading(line: str) -> bool:
    """Whether the memory map begins after this line."""
    return any(heading in line for heading in _HEADINGS)


def read_mappings(lines: Iterable[str]) -> list[Mapping]:
    """The executable mappings, the program itself first, in the order in which they are searched.

    Lines ``name=value`` define what ``$name`` in later lines stands for.
    """
    values: dict[str, str] = {}
    found: list[Mapping] = []
    for line in lines:
        line = line[:_LONGEST_LINE].rstrip()
        if prefix := _LOG_PREFIX.match(line):
            line = line[prefix.end() :]
        for name, value in values.items():
            line = line.replace(f"${name}", value)
        match = _FULL.match(line) or _SHORT.match(line)
        if match is None:
            name, equals, value = line.partition("=")
            if equals and name.strip():
                values[name.strip()] = value.strip()
        elif "x" in (match["rights"] or "x"):
            start, end = int(match["start"], 16), int(match["end"], 16)
            found.append(Mapping(start, end, int(match["offset"] or "0", 16), match["file"] or ""))
    return _in_order(found)


def _in_order(found: list[Mapping]) -> list[Mapping]:
    united: list[Mapping] = []
    for each in found:
        if united and each.continues(united[-1]):
            united[-1].end = each.end
            united[-1].file = each.file or united[-1].file
        else:
            united.append(each)
    main = next((i for i, each in enumerate(united) if each.is_main), 0)
    if main:
        united[0], united[main] = united[main], united[0]
    if _is_huge_page_of_next(united):
        del united[0]
    if united and united[0].start - united[0].offset == _MAIN_START:
        united[0].start, united[0].offset = _MAIN_START, 0
    return united


def _is_huge_page_of_next(found: list[Mapping]) -> bool:
    """Whether the first is the part of the next one that was moved to large pages."""
    return (
        len(found) > 1 and found[0].file.startswith(_HUGE_PAGES) and found[0].end == found[1].start
    )


def file_at(mappings: list[Mapping], address: int) -> str:
    """The file mapped at an address, "" when none is."""
    for each in mappings:
        if each.start <= address < each.end:
            return each.file
    # Recorders that split a mapping in two may have forgotten its first part.
    for each in mappings:
        if each.offset and each.start - each.offset <= address < each.start:
            return each.file
    return ""
