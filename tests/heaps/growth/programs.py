"""Made-up programs in snapshots one after another, as they would be recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder

Step = Callable[[HeapBuilder], None]


def held_against(*steps: Step) -> Study:
    """The last of several snapshots, with those before it: the first is the baseline."""
    studies = []
    for step in steps:
        build = HeapBuilder()
        step(build)
        studies.append(build.study())
    final = studies[-1]
    final.baseline, final.between = studies[0], tuple(studies[1:-1])
    return final


def cache(entries: Iterable[int], *, size: int = 400, also_held: bool = False) -> Step:
    """``global.cache.entries[]`` holds so many `Answer`s with a text each, by their numbers."""

    def step(build: HeapBuilder) -> None:
        holder = own_object(build, "ResponseCache", 1001)
        build.edge(build.globals, "property", "cache", holder)
        entries_ = build.node("object", "Array", 32, number=1021)
        build.edge(holder, "property", "entries", entries_)
        if also_held:
            build.edge(build.globals, "property", "backup", entries_)
        for k in entries:
            answer = build.node("object", "Answer", size, number=10_001 + 4 * k)
            build.edge(entries_, "element", k, answer)
            text = build.node("string", f"answer {k}", 40, number=10_003 + 4 * k)
            build.edge(answer, "property", "text", text)

    return step


def generations(first: int, last: int, *, keeps: bool = True) -> Step:
    """``global.player.scene`` is the last of scenes, each of which keeps the one before it."""

    def step(build: HeapBuilder) -> None:
        player = own_object(build, "Player", 1001)
        build.edge(build.globals, "property", "player", player)
        holder, name = player, "scene"
        for k in range(last - 1, (first if keeps else last - 1) - 1, -1):
            scene = own_object(build, "Scene", 100_001 + 40 * k, 600)
            build.edge(holder, "property", name, scene)
            holder, name = scene, "previous"

    return step


def own_object(build: HeapBuilder, name: str, number: int, size: int = 48) -> int:
    """An object of a class that stands in a script of the program's own."""
    found = build.node("object", name, size, number=number)
    prototype = build.node("object", "Object", 0, number=number + 2)
    made_by = build.node("closure", name, 0, number=number + 4)
    shared = build.node("code", name, 0, number=number + 6)
    script = build.node("code", "/app/main.js", 0, number=number + 8)
    build.edge(found, "property", "__proto__", prototype)
    build.edge(prototype, "property", "constructor", made_by)
    build.edge(made_by, "internal", "shared", shared)
    build.edge(shared, "internal", "script_or_debug_info", script)
    return found
