"""What profiles cost, worked out the slow and plain way: stack by stack, as lists of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from hypothesis import strategies as st

from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.study import Study
from tests.profiles.building import profile

Path = tuple[str, ...]

FILES = {
    "a": "/app/src/orders/a.py",
    "b": "/app/src/orders/b.py",
    "c": "/app/src/cart/c.py",
    "x": "/venv/lib/python3.11/site-packages/numpy/x.py",
    "y": "/venv/lib/python3.11/site-packages/flask/y.py",
    "z": "/usr/lib/python3.11/json/z.py",
}
PACKAGES = {"a": "orders", "b": "orders", "c": "cart", "x": "numpy", "y": "flask", "z": "json"}
HIDDEN = {"x", "y", "z"}

NOBODY = -2

names = st.sampled_from(sorted(FILES))
paths = st.lists(names, max_size=7).map(tuple)


@dataclass(frozen=True)
class Sample:
    """A stack, outermost first, for so many ms; empty while idle."""

    path: Path
    weight: int


samples = st.lists(st.builds(Sample, paths, st.integers(1, 9)), max_size=12)


def study_of(taken: Sequence[Sample]) -> Study:
    """The same samples as a study, and one idle moment more, so that a.py and c.py are always in
    it: what modules are called depends on which there are."""
    texts = [";".join(f"{name}@{FILES[name]}:1" for name in s.path) for s in taken]
    lines = [f"{text} {s.weight}" if text else "" for text, s in zip(texts, taken, strict=True)]
    study = profile(*lines, "a@/app/src/orders/a.py:1;c@/app/src/cart/c.py:1 1", "")
    study.model.metrics.weight[-2] = 0
    study.model.samples.stack[-2] = -1
    return study


def function_of(study: Study, name: str) -> int:
    """A function by name; one that no frame has when the profile has none of it."""
    known = [study.name_of(f) for f in range(len(study.model.functions))]
    return known.index(name) if name in known else NOBODY


def stack_of(study: Study, path: Path) -> int:
    """A stack of the model by its path, -1 when it has none of it."""
    parent, function = study.model.stacks.parent, study.function
    for stack in range(len(parent)):
        names_up: list[str] = []
        at = stack
        while at >= 0:
            names_up.append(study.name_of(int(function[at])))
            at = int(parent[at])
        if tuple(reversed(names_up)) == path:
            return stack
    return -1


def costs(study: Study, tree: CallTree) -> dict[Path, tuple[float, int]]:
    """What ends in each path of a tree, ms and samples, where anything does."""
    found: dict[Path, tuple[float, int]] = {}
    for path, way in enumerate(ways(study, tree)):
        if tree.count[path]:
            found[way] = (tree.own[path] / 1e6, int(tree.count[path]))
    return found


def ways(study: Study, tree: CallTree) -> list[Path]:
    """Every path of a tree in names."""
    shape = tree.shape
    found: list[Path] = []
    for path in range(len(shape)):
        name = study.name_of(int(shape.function[path]), shape)
        above = int(shape.parent[path])
        found.append((*found[above], name) if above >= 0 else (name,))
    return found


def summed(taken: Sequence[Sample]) -> dict[Path, tuple[float, int]]:
    """What ends in each path, ms and samples; idle samples left out."""
    weight: Counter[Path] = Counter()
    count: Counter[Path] = Counter()
    for sample in taken:
        if sample.path:
            # A sample that lasted so long is still one sample.
            weight[sample.path] += sample.weight
            count[sample.path] += 1
    return {path: (float(weight[path]), count[path]) for path in count}


def rewritten(taken: Sequence[Sample], change: Callable[[Path], Path]) -> list[Sample]:
    """Each stack changed; what becomes empty no longer counts."""
    return [Sample(change(sample.path), sample.weight) for sample in taken]


def runs_as_one(path: Path, name_for: Callable[[str], str | None]) -> Path:
    """Runs of frames with the same new name become one frame of it; None keeps a frame."""
    found: list[str] = []
    for new, run in groupby(path, key=name_for):
        found += [new] if new is not None else list(run)
    return tuple(found)
