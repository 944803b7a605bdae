"""What DevTools' rules say, node by node and edge by edge, in plain Python: to compare with."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable

from perfview.heaps.study import Study

_EPHEMERON = re.compile(
    r"\d+( / part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))"
)


class Plain:
    """A heap as lists: every node's edges as (edge, kind, name, target)."""

    def __init__(self, study: Study) -> None:
        graph, strings = study.graph, list(study.model.strings)
        self.root, self.count = graph.root, len(graph)
        self.kind = [graph.node_kinds[k] for k in graph.nodes.kind]
        self.name = [strings[k] for k in graph.nodes.name]
        self.id = graph.nodes.id.tolist()
        self.size = graph.nodes.self_bytes.tolist()
        self.state = graph.nodes.detachedness.tolist()
        self.edges: list[list[tuple[int, str, str, int]]] = []
        for node in range(self.count):
            span = range(*graph.nodes.first_edge[node : node + 2].tolist())
            self.edges.append(
                [
                    (e, graph.edge_kinds[graph.edges.kind[e]], study.edge_name(e), target)
                    for e, target in zip(
                        span, graph.edges.target[span.start : span.stop].tolist(), strict=True
                    )
                ]
            )

    def is_documents(self, node: int) -> bool:
        return self.kind[node] == "synthetic" and self.name[node] == "(Document DOM trees)"

    def user_roots(self) -> list[int]:
        targets = [target for *_, target in self.edges[self.root]]
        return [t for t in targets if self.kind[t] != "synthetic" or self.is_documents(t)]

    def page_owned(self) -> set[int]:
        entries = [
            target
            for _, kind, _, target in self.edges[self.root]
            if kind == "shortcut" or (kind == "element" and self.is_documents(target))
        ]
        return self.reached(entries, lambda node, edge: edge[1] != "weak")

    def reached(
        self, starts: Iterable[int], follows: Callable[[int, tuple[int, str, str, int]], bool]
    ) -> set[int]:
        found = set(starts)
        open_ = list(found)
        while open_:
            node = open_.pop()
            for edge in self.edges[node]:
                if edge[3] not in found and follows(node, edge):
                    found.add(edge[3])
                    open_.append(edge[3])
        return found

    def essential(self) -> set[int]:
        owned = self.page_owned()
        return {
            edge[0]
            for node in range(self.count)
            for edge in self.edges[node]
            if self._is_essential(node, edge, owned)
        }

    def _is_essential(self, node: int, edge: tuple[int, str, str, int], owned: set[int]) -> bool:
        _, kind, name, target = edge
        pair = _EPHEMERON.fullmatch(name) if kind == "internal" else None
        if kind == "weak" or target == node or (pair and int(pair[2]) == self.id[node]):
            return False
        return node == self.root or (
            kind != "shortcut" and not (target in owned and node not in owned)
        )

    def starts(self, essential: set[int]) -> list[int]:
        """The root, and what no essential edge leads to."""
        led_to = {edge[3] for each in self.edges for edge in each if edge[0] in essential}
        return [self.root] + [n for n in range(self.count) if n not in led_to and n != self.root]

    def alive(self, essential: set[int], without: int = -1) -> set[int]:
        """What stays alive by these edges if one node were not there."""
        starts = [node for node in self.starts(essential) if node != without]
        return self.reached(starts, lambda _, edge: edge[0] in essential and edge[3] != without)

    def distances(self) -> list[int]:
        distance, pending = [-5] * self.count, set[str]()
        roots = self.user_roots()
        self._spread(roots, 1, distance, pending)
        self._spread([self.root], 100_000_000 if roots else 0, distance, pending)
        return distance

    def _spread(
        self, starts: list[int], begin: int, distance: list[int], pending: set[str]
    ) -> None:
        for start in starts:
            distance[start] = begin
        queue = deque(starts)
        while queue:
            node = queue.popleft()
            for edge in self.edges[node]:
                if distance[edge[3]] == -5 and self._counts(node, edge, pending):
                    distance[edge[3]] = distance[node] + 1
                    queue.append(edge[3])

    def _counts(self, node: int, edge: tuple[int, str, str, int], pending: set[str]) -> bool:
        _, kind, name, _ = edge
        words = self.kind[node], self.name[node]
        if kind == "weak":
            return False
        if words == ("hidden", "system / NativeContext") and name == "sloppy_function_map":
            return False
        if words == ("array", "(map descriptors)"):
            number = re.match(r"\s*([+-]?\d+)", name)
            return not number or int(number[1]) < 2 or int(number[1]) % 3 != 1
        pair = _EPHEMERON.fullmatch(name) if kind == "internal" else None
        if pair and pair[1] not in pending:
            pending.add(pair[1])
            return False
        if pair:
            pending.remove(pair[1])
        return True

    def detachedness(self) -> list[int]:
        natives = [n for n in range(self.count) if self.kind[n] == "native"]
        if not self.state:
            named = {n for n in natives if self.name[n].startswith("Detached ")}
            return [2 if n in named else 0 for n in range(self.count)]
        state = list(self.state)
        for given in (1, 2):
            for node in self._same_state(natives, state, given):
                state[node] = given
        return state

    def _same_state(self, natives: list[int], state: list[int], given: int) -> set[int]:
        takes = {node for node in natives if not state[node]}
        return self.reached(
            [node for node in natives if state[node] == given],
            lambda _, edge: edge[1] not in ("weak", "hidden") and edge[3] in takes,
        )

    def sizes(self) -> list[int]:
        size = list(self.size)
        if not self.user_roots():
            return size
        state = self.detachedness()
        free = {n for n in range(self.count) if not self._is_part(n, state)}
        owners: dict[int, set[int]] = {}
        for owner in free:
            for node in self.reached(
                [owner], lambda _, edge: edge[1] != "weak" and edge[3] not in free
            ):
                owners.setdefault(node, set()).add(owner)
        for node, by in owners.items():
            (owner, *others) = by
            refuses = self.kind[owner] == "synthetic" or owner == self.root
            if node not in free and not others and not refuses:
                size[owner] += size[node]
                size[node] = 0
        return size

    def _is_part(self, node: int, state: list[int]) -> bool:
        if self.kind[node] in ("hidden", "array"):
            return True
        outside = self.kind[node] == "native" and self.name[node] == "system / ExternalStringData"
        return outside and not (self.state and state[node] == 2)
