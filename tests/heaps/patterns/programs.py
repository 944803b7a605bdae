"""Small programs with scripts of their own, of libraries and of the platform."""

from __future__ import annotations

from tests.heaps.building import HeapBuilder


class Program(HeapBuilder):
    """A heap with a script of its own and one of the platform's, and classes made by either."""

    def constructor(self, name: str, script: str) -> int:
        """A function of a script that the global object refers to."""
        made_by = self.held(self.globals, name, "closure", name)
        shared = self.node("code", name)
        file = self.node("code", script)
        self.edge(made_by, "internal", "shared", shared)
        self.edge(shared, "internal", "script", file)
        return made_by

    def made(self, made_by: int, class_name: str, self_bytes: int) -> int:
        """An object that a constructor made, held by nobody yet."""
        node = self.node("object", class_name, self_bytes)
        prototype = self.node("object", "Object")
        self.edge(node, "property", "__proto__", prototype)
        self.edge(prototype, "property", "constructor", made_by)
        return node


def cache_of(builder: Program, made_by: int, class_name: str, count: int, holder: int = -1) -> int:
    """A map of so many objects of a class, global unless something else holds it."""
    cache = builder.held(
        holder if holder >= 0 else builder.globals, f"cache of {class_name}", "object", "Map", 16
    )
    table = builder.node("array", "", 64)
    builder.edge(cache, "internal", "table", table)
    for at in range(count):
        item = builder.made(made_by, class_name, 100 + at)
        builder.edge(table, "internal", str(at), item)
    return cache
