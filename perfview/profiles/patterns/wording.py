"""How functions, places and shares are called in sentences."""

from __future__ import annotations

import re

from perfview.findings.quantities import percent, quantity
from perfview.profiles.patterns.lines import line_seen
from perfview.profiles.patterns.shares import Share
from perfview.profiles.study import Study

LONGEST = 60
"""Characters after which a function's name is shortened."""

_BUILTIN = re.compile(r"^[{<]built-in method (.+?)[}>]$")
_METHOD = re.compile(r"^[{<](?:slot wrapper|method) '(\w+)' of '([\w.]+)' objects[}>]$")
_COMPILED = re.compile(r"_\[[jip0-9k]\]$")
_GO = re.compile(r"^(?:[\w.~-]+/)+(?=[\w-]+\.)")
_SCRIPT = re.compile(r"JS:[*^~+]?(.*) \S+:\d+:\d+")
_SIGNATURE = re.compile(r"\((?!anonymous|garbage|program|root|idle)[^()]*\)(?: const)?(?=$| \[)")


def label(study: Study, function: int) -> str:
    """A function's name as a sentence has it: without Go's module path, a signature, what
    cProfile writes around built-in methods, and what V8 writes around scripts for perf."""
    name = _COMPILED.sub("", study.name_of(function))
    script = _SCRIPT.fullmatch(name)
    if script:
        return shortened(script[1].strip() or "(anonymous)")
    found = _METHOD.match(name)
    if found:
        name = f"{found[2]}.{found[1]}"
    elif found := _BUILTIN.match(name):
        name = found[1].removeprefix("builtins.")
    elif "(" in name[1:]:
        name = _SIGNATURE.sub("", name) or name
    return shortened(_GO.sub("", name))


def shortened(text: str, longest: int = LONGEST) -> str:
    """On one line and not longer than `longest`, cut at the end."""
    text = " ".join(text.split()) or "unnamed"
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def place(study: Study, function: int) -> str:
    """``rows.py:12``: the file's last name and the line, as far as they are known; else "" ."""
    functions, strings = study.model.functions, study.model.strings
    if not 0 <= function < len(functions):
        return ""
    file = re.split(r"[/\\]", strings[int(functions.file[function])].split("?")[0])[-1]
    line = int(functions.line[function])
    if file and line <= 0:
        line = line_seen(study, function)
    return f"{file}:{line}" if file and line else file


def where(study: Study, function: int) -> str:
    """``parse_row, rows.py:12``."""
    at, name = place(study, function), label(study, function)
    return f"{name}, {at}" if at and at not in name else name


def identity(study: Study, function: int) -> str:
    """A function by name and file, without the line: the same across recordings."""
    functions, strings = study.model.functions, study.model.strings
    if not 0 <= function < len(functions):
        return study.name_of(function)
    file = strings[int(functions.file[function])]
    return f"{study.name_of(function)} {file}".strip()


def cause(share: Share, study: Study, function: int, trouble: str = "") -> str:
    """What a finding is about, as advice puts findings together: what is spent, the own function
    to change, and, unless that is all there is to say, what is wrong there.

    A hot function or path has no `trouble`; a finding that knows what is wrong in it names one and
    takes the general ones in.
    """
    parts = [share.ground.spending.of, identity(study, function)]
    return "\n".join([*parts, trouble] if trouble else parts)


def plain(text: str) -> str:
    """A sentence as a title has it: without the marks around names of code."""
    return text.replace("`", "")


def takes(share: Share) -> str:
    """``takes 18 % of CPU time``; memory is not taken but allocated or held."""
    of = share.ground.spending.of
    verb = {"allocated bytes": "allocates", "memory in use": "holds"}.get(of, "takes")
    return f"{verb} {percent(share.ratio)} of {'all ' if of == 'allocated bytes' else ''}{of}"


def amounts(share: Share) -> str:
    """``1.20 s of 6.70 s CPU time``."""
    unit, of = share.ground.spending.unit, share.ground.spending.of
    return f"{quantity(share.spent, unit)} of {quantity(share.ground.whole, unit)} {of}"
