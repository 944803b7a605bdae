"""The origin of every function: what its file says, or its library, or its name, in this order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins import (
    compiled,
    go,
    javascript,
    jvm,
    python,
    ruby_and_php,
)
from perfview.profiles.measures.origins.origin import Origin, runtime

_MARK = re.compile(r"_\[[jip0-9]\]$")
"""What async-profiler and perf-map-agent write behind a name: how the code was compiled."""

_COLLECTING = re.compile(r"^(?:GC|GC / CC|Garbage collection|gc)$", re.IGNORECASE)
_COMPILING = re.compile(r"^(?:JIT|Compile|Parse|Parser)\b", re.IGNORECASE)


@dataclass(frozen=True)
class World:
    """What ecosystems a recording is of, which settles what names alone leave open."""

    has_go: bool = False
    has_jvm: bool = False
    has_scripts: bool = False


def world_of(names: list[str], files: list[str], made_by: str) -> World:
    """Look at all names and files of a recording."""
    return World(
        has_go=made_by == "Go"
        or any(file.endswith(".go") for file in files)
        or bool({"runtime.goexit", "runtime.mcall", "runtime.main", "runtime.mstart"} & set(names)),
        has_jvm=any(file.endswith((".java", ".kt", ".scala")) for file in files)
        or any(name.startswith(("java/", "java.", "jdk/", "jdk.internal")) for name in names),
        has_scripts=made_by in ("V8", "Chrome", "Node.js", "Node")
        or any(file.startswith(("node:", "http://", "https://", "file://")) for file in files),
    )


@cache
def _of_script(file: str) -> Origin | None:
    """The origin of a file, whatever functions stand in it."""
    return (
        javascript.of_file(file)
        or python.of_file(file)
        or ruby_and_php.of_file(file)
        or compiled.of_file(file)
    )


def decide(name: str, file: str, module: str, category: str, world: World) -> Origin | None:
    """Where a function comes from; None when nothing says it is not the program's own."""
    name = _MARK.sub("", name)
    if _COLLECTING.match(category):
        return Origin(Kind.COLLECTOR, "gc")
    file = file or javascript.script_in(name)
    if file:
        found = _of_file(name, file)
        if found is not None:
            return found
    named = _of_special_name(name, world)
    if named is not None:
        return named
    if module and (found := compiled.of_module(module)):
        return found
    if not file:
        return _of_plain_name(name, module, category, world)
    return None


def _of_file(name: str, file: str) -> Origin | None:
    found = go.of_file(file, name) or _of_script(file)
    if found is not None:
        return found
    if file == "~":
        return python.of_name(name) or runtime("builtins")
    return None


def _of_special_name(name: str, world: World) -> Origin | None:
    """The origin of what no program names so itself."""
    found = javascript.of_name(name) or ruby_and_php.of_name(name)
    if found is None and world.has_jvm:
        found = jvm.of_machine_code(name)
    return found or python.of_name(name)


def _of_plain_name(name: str, module: str, category: str, world: World) -> Origin | None:
    if compiled.is_nameless(name):
        return Origin(Kind.UNKNOWN, compiled.library_name(module))
    if world.has_go and (found := go.of_name(name)):
        return found
    if found := jvm.of_name(name) or compiled.of_name(name):
        return found
    if _COMPILING.match(category):
        return Origin(Kind.COMPILER, "")
    # A function of a script stands in a script: without one it is the engine's own.
    return runtime("v8") if world.has_scripts and not module else None
