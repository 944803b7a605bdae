"""Names of functions looked up in a table of names, packages and patterns, quickly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import translate

HEAD = 3
"""Letters a pattern must begin with, by which those that may match are found."""

_SEPARATORS = re.compile(r"::|[/#\\]|->")
_WRAPPED = re.compile(r"^(?:LazyCompile|Function|Script|Eval|JS|BytecodeHandler):[~*^+]*|_\[\w\]$")
_RECORDED = re.compile(r"^[{<]((?:built-in )?method .*|slot wrapper .*)[}>]$")
_TEMPLATE = re.compile(r"<[^<>]*>")
_HASH = re.compile(r"::h[0-9a-f]{16}$")
_MOST_NESTED = 8


def plain_name(name: str) -> str:
    """A function's name as the table has it: parts joined by dots, nothing around them.

    Arguments and return types (C++, .NET), template parameters, a .NET assembly, Rust's hash and
    trait, and marks of recorders (V8, async-profiler, cProfile) are taken off.
    """
    if name[:1] in "{<" and (found := _RECORDED.match(name)):
        return found[1]
    if name.startswith("RegExp:"):
        return name
    if ":" in name or name.endswith("]"):
        name = _WRAPPED.sub("", name)
    if "::" in name:
        name = _without_types(name)
    elif "!" in name[1:]:
        name = name.partition("!")[2].partition("(")[0]
    elif "(" in name[1:] and "/" not in name and ".(" not in name:
        name = name.partition("(")[0]
    return _SEPARATORS.sub(".", name)


def _without_types(name: str) -> str:
    """C++ and Rust: `void a::b<int>::c(d) const` is `a::b::c`; `<a::B as c::D>::e` is `a::B::e`."""
    name = _HASH.sub("", name).replace("(anonymous namespace)::", "")
    if name.startswith("<") and " as " in name:
        own, _, rest = name[1:].partition(" as ")
        name = own.lstrip("&").removeprefix("mut ") + "::" + rest.rpartition(">::")[2]
    for _ in range(_MOST_NESTED):
        shorter = _TEMPLATE.sub("", name)
        if shorter == name:
            break
        name = shorter
    name = name.partition("(")[0].rstrip()
    return next((word for word in name.split(" ") if "::" in word), name)


@dataclass
class _Names:
    """Exact names, and patterns found by how they begin."""

    exact: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    patterns: list[tuple[re.Pattern[str], int]] = field(default_factory=list)
    any: int = 0

    def add(self, name: str, bits: int) -> None:
        if name == "*":
            self.any |= bits
        elif "*" in name:
            self.patterns.append((_pattern(name), bits))
        else:
            self.exact[name] |= bits

    def bits(self, name: str) -> int:
        """What a function of this (whole) name does; its last part is looked up as well."""
        plain = plain_name(name)
        last = plain.rpartition(".")[2]
        found = self.any | self.exact.get(plain, 0) | self.exact.get(last, 0)
        for pattern, bits in self.patterns:
            if pattern.match(plain) or pattern.match(last):
                found |= bits
        return found


class NameLookup:
    """A table of entries (see `resources/known-functions.toml`), each with bits."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self._exact: defaultdict[str, int] = defaultdict(int)
        self._packages: defaultdict[str, int] = defaultdict(int)
        self._patterns: defaultdict[str, list[tuple[re.Pattern[str], int]]] = defaultdict(list)
        self._files: defaultdict[str, list[tuple[str, _Names]]] = defaultdict(list)
        for entry, bits in entries:
            name, _, file = entry.partition(" @ ")
            if file:
                self._add_file(file, name, bits)
            else:
                self._add_name(_SEPARATORS.sub(".", name), bits)

    def _add_name(self, name: str, bits: int) -> None:
        if name.endswith(".*") and "*" not in name[:-1]:
            self._packages[name[:-2]] |= bits
        elif "*" in name:
            if "*" in name[:HEAD]:
                raise ValueError(f"{name!r} has to begin with {HEAD} letters")
            self._patterns[name[:HEAD]].append((_pattern(name), bits))
        else:
            self._exact[name] |= bits

    def _add_file(self, file: str, name: str, bits: int) -> None:
        folder, _, last = file.rpartition("/")
        if last == "*":
            folder, last = file[:-2], ""
        places = self._files[last]
        for known, names in places:
            if known == folder:
                names.add(name, bits)
                return
        places.append((folder, _Names()))
        places[-1][1].add(name, bits)

    def named(self, name: str) -> tuple[int, int]:
        """What a function of this name does, whatever file it stands in: as its full name says,
        and as a bare name without package or class says, which others may have as well."""
        plain = plain_name(name)
        found, bare = 0, self._exact.get(plain, 0)
        at = plain.find(".")
        if at >= 0:
            found, bare = bare, 0
        while at >= 0:
            found |= self._packages.get(plain[:at], 0)
            at = plain.find(".", at + 1)
        for pattern, bits in self._patterns.get(plain[:HEAD], ()):
            if pattern.match(plain):
                found |= bits
        return found, bare

    def file(self, path: str) -> _Names | None:
        """What is known of a file's functions; None for a file in no entry."""
        path = path.replace("\\", "/")
        folder, _, last = path.rpartition("/")
        for known, names in self._files.get(last, ()):
            if not known or folder == known or folder.endswith(f"/{known}"):
                return names
        for known, names in self._files.get("", ()):
            if folder == known or folder.startswith(f"{known}/") or f"/{known}/" in f"{folder}/":
                return names
        return None


def _pattern(name: str) -> re.Pattern[str]:
    """`*` stands for anything; every other character for itself."""
    return re.compile(translate(re.sub(r"[\[\]?]", lambda found: f"[{found[0]}]", name)))
