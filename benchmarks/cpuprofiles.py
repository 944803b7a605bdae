"""Makes up a .cpuprofile of a bundler at work, the same for the same seed.

As Node writes them: nodes in the order of a walk down the tree with ids in the order of discovery,
lists of children, hits and lines that were hit, then samples and the time between them. Deep
recursion over a few thousand functions, as in bundlers and compilers, gives many nodes.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

DATA = Path(__file__).parent / "data"

FUNCTIONS, FILES = 6_000, 700
MOST_NODES = 815_000
"""Nodes in the profile of a real build with 196,000 samples, which this one is modelled on."""

DEEPEST = 254
SPECIAL = ("(root)", "(program)", "(idle)", "(garbage collector)")
PROGRAM, IDLE, COLLECTOR = 1, 2, 3
_PACKAGES = ("compiler", "parser", "resolver", "scope-analysis", "transforms", "minifier", "walker")
_VERBS = ("visit", "parse", "resolve", "walk", "emit", "bind", "check", "fold", "read", "merge")
_NOUNS = ("Node", "Scope", "Block", "Import", "Chunk", "Token", "Module", "Pattern", "Call", "Type")


@dataclass
class Tree:
    """Nodes by id less one, as they are discovered."""

    function: list[int] = field(default_factory=lambda: [0, 1, 2, 3])
    parent: list[int] = field(default_factory=lambda: [-1, 0, 0, 0])
    children: dict[int, list[int]] = field(default_factory=lambda: {0: [1, 2, 3]})
    hits: dict[int, int] = field(default_factory=dict)
    known: dict[tuple[int, int], int] = field(default_factory=dict)

    def below(self, parent: int, function: int) -> int:
        """The node of this function called by that node; there is room for `MOST_NODES`."""
        found = self.known.get((parent, function))
        if found is not None:
            return found
        if len(self.parent) >= MOST_NODES:
            return parent
        node = len(self.parent)
        self.known[parent, function] = node
        self.function.append(function)
        self.parent.append(parent)
        self.children.setdefault(parent, []).append(node)
        return node


def _callees(chance: random.Random) -> list[list[int]]:
    """Which functions each one calls: some near it, some anywhere."""
    first = len(SPECIAL)
    return [
        [
            first + (chance.randrange(FUNCTIONS) if chance.random() < 0.2 else (at + k) % FUNCTIONS)
            for k in range(1, chance.randrange(3, 9))
        ]
        for at in range(FUNCTIONS + first)
    ]


def sampled(samples: int, chance: random.Random) -> tuple[Tree, list[int]]:
    """A tree and the node of each sample: a stack that grows and shrinks between samples."""
    tree, callees, way, found = Tree(), _callees(chance), [0], []
    for _ in range(samples):
        kind = chance.random()
        if kind < 0.02:
            node = COLLECTOR if kind < 0.012 else PROGRAM if kind < 0.017 else IDLE
        else:
            if kind > 0.3:
                _step(tree, callees, way, chance)
            node = way[-1]
        tree.hits[node] = tree.hits.get(node, 0) + 1
        found.append(node)
    return tree, found


def _step(tree: Tree, callees: list[list[int]], way: list[int], chance: random.Random) -> None:
    """Return from some calls and make others, about as many, around a depth of fifty."""
    up = int(chance.expovariate(1 / 6)) + (len(way) > 60) * 4
    del way[max(1, len(way) - up) :]
    for _ in range(int(chance.expovariate(1 / 7)) + 1):
        if len(way) > DEEPEST:
            return
        called = callees[tree.function[way[-1]]]
        node = tree.below(way[-1], called[int(chance.random() ** 2 * len(called))])
        if node != way[-1]:
            way.append(node)


def _call_frame(function: int) -> str:
    if function < len(SPECIAL):
        name, script, url, line, column = SPECIAL[function], 0, "", -1, -1
    else:
        file = function % FILES
        package = _PACKAGES[file % len(_PACKAGES)]
        name = f"{_VERBS[function % 10]}{_NOUNS[function // 10 % 10]}{function // 100}"
        name = "" if function % 9 == 0 else name
        script, line, column = 80 + file, function * 7 % 4_000, function * 13 % 120
        url = f"file:///home/dev/app/node_modules/@tools/{package}/dist/p-{file}.js"
    return (
        f'{{"functionName":"{name}","scriptId":"{script}","url":"{url}",'
        f'"lineNumber":{line},"columnNumber":{column}}}'
    )


def _nodes(tree: Tree) -> Iterator[str]:
    """The nodes as they stand in the file: a walk down the tree, each before those it called."""
    frames = [_call_frame(function) for function in range(FUNCTIONS + len(SPECIAL))]
    waiting = [0]
    while waiting:
        node = waiting.pop()
        function, hits, called = (
            tree.function[node],
            tree.hits.get(node, 0),
            tree.children.get(node),
        )
        text = f'{{"id":{node + 1},"callFrame":{frames[function]},"hitCount":{hits}'
        if called:
            text += f',"children":[{",".join(str(child + 1) for child in called)}]'
            waiting.extend(reversed(called))
        if hits and function >= len(SPECIAL):
            line = function * 7 % 4_000 + 2
            text += f',"positionTicks":[{{"line":{line},"ticks":{hits}}}]'
        yield text + "}"


def _listed(file: TextIO, items: Iterable[str]) -> None:
    comma = ""
    for item in items:
        file.write(comma + item)
        comma = ","


def write_cpu_profile(file: TextIO, samples: int, times: int = 1, seed: int = 1) -> None:
    """Write a profile of `samples` samples, `times` times over on the same tree."""
    chance = random.Random(seed)
    tree, found = sampled(samples, chance)
    deltas = [int(chance.gauss(125, 20)) for _ in range(samples)]
    tree.hits = {node: hits * times for node, hits in tree.hits.items()}
    start = 5_000_000_000
    file.write('{"nodes":[')
    _listed(file, _nodes(tree))
    file.write(f'],"startTime":{start},"endTime":{start + sum(deltas) * times + 90},"samples":[')
    once = ",".join(str(node + 1) for node in found)
    _listed(file, (once for _ in range(times)))
    file.write('],"timeDeltas":[')
    once = ",".join(map(str, deltas))
    _listed(file, (once for _ in range(times)))
    file.write("]}")


def cpu_profile(samples: int) -> Path:
    """The file with about that many samples, made when it is not there yet.

    Beyond 200,000 they are the same ones over and over, so that the tree stays as large as that of
    a real build.
    """
    path = DATA / f"build-{samples}.cpuprofile"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        times = max(1, round(samples / 200_000))
        with unfinished.open("w", encoding="ascii") as file:
            write_cpu_profile(file, samples // times, times)
        unfinished.rename(path)
    return path
