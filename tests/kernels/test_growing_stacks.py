"""Trees that grow while a file is read."""

from __future__ import annotations

import numpy as np

from perfview.kernels.growing_stacks import GrowingStacks, inherited
from perfview.kernels.joined_lines import JoinedReader
from perfview.kernels.window import Window


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def read_into(self, view: memoryview) -> int:
        part, self.content = self.content[: len(view)], self.content[len(view) :]
        view[: len(part)] = part
        return len(part)

    def skip(self, count: int) -> int:
        part, self.content = self.content[:count], self.content[count:]
        return len(part)


def test_growing_loses_no_node_and_doubles_none() -> None:
    lines = [f"root;a{i % 300};b{i % 701};c{i % 7}" for i in range(60_000)]
    window = Window(_Bytes("\n".join(f"{line} 1" for line in lines).encode()), size=1 << 16)
    reader = JoinedReader(1)
    window.slide(0)
    while True:
        taken = reader.read(window)
        if window.ended:
            break
        window.slide(taken)
    found = reader.finish()
    ways = {line.rpartition(";")[0] for line in lines} | set(lines)
    ways |= {line.split(";b")[0] for line in lines} | {"root"}
    assert len(found.parent) == len(ways) > 2 * len(GrowingStacks().parent)
    pairs = set(zip(found.parent.tolist(), found.key.tolist(), strict=True))
    assert len(pairs) == len(found.parent)
    assert (found.parent < np.arange(len(found.parent))).all()


def test_values_come_from_the_nearest_node_above() -> None:
    parent = np.array([-1, 0, 1, 1, -1, 4], np.int32)
    value = np.array([7, -1, 8, -1, -1, -1], np.int32)
    assert inherited(parent, value).tolist() == [7, 7, 8, 7, -1, -1]
