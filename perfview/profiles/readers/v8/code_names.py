"""What pieces of code in a V8 log are called. The rules are speedscope's (src/import/v8proflog.ts),
which reads paths with a scheme and names with any letter beside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfview.profiles.readers.v8.functions import anonymous

UNKNOWN = "(unknown type)"

_SCRIPT = re.compile(r"(.*) (\S*):(\d+):(\d+)$", re.DOTALL)
_NATIVE = re.compile(r"[tT] ([^(<]*)")
_MARKS = {
    "LoadIC": "(IC) ",
    "StoreIC": "(IC) ",
    "KeyedStoreIC": "(IC) ",
    "KeyedLoadIC": "(IC) ",
    "LoadGlobalIC": "(IC) ",
    "Handler": "(IC) ",
    "BytecodeHandler": "(bytecode) ~",
    "Stub": "(stub) ",
    "Builtin": "(builtin) ",
    "RegExp": "(regexp) ",
}


@dataclass(frozen=True)
class CodeName:
    """A function's name, file, line and column (from 1), category and module; "" and 0: none."""

    name: str
    file: str = ""
    line: int = 0
    column: int = 0
    category: str = ""
    module: str = ""


def named(name: str, kind: str, variant: str) -> CodeName:
    """The function that code of this name, type and kind belongs to.

    Interpreted and optimised code of a function (kinds Unopt, Opt ...) is that function's.
    """
    if not kind:
        return CodeName(UNKNOWN)
    if kind == "JS":
        return _script(name)
    if kind == "CPP":
        found = _NATIVE.search(name)
        return CodeName(f"(c++) {found[1]}" if found else name, category=kind)
    if kind == "SHARED_LIB":
        return CodeName(f"(LIB) {name}", category=kind, module=name)
    if kind == "CODE":
        return CodeName(_MARKS.get(variant, "") + name, category=variant or kind)
    return CodeName(f"({kind}) {name}", category=kind)


def _script(name: str) -> CodeName:
    found = _SCRIPT.fullmatch(name)
    if not found:
        return CodeName(name, category="JS")
    function, file, line, column = found[1].strip(), found[2], int(found[3]), int(found[4])
    shown = function or anonymous(file, line)
    return CodeName(shown, file or "(unknown file)", _fits(line), _fits(column), "JS")


def _fits(place: int) -> int:
    return place if place < 1 << 31 else 0
