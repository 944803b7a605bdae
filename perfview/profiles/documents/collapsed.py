"""Samples as collapsed stacks, which flamegraph.pl, inferno and speedscope open.

https://github.com/brendangregg/FlameGraph: a line a stack, frames joined by `;`, a blank, a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.path_texts import PathTexts
from perfview.profiles.study import Study

_AT_ONCE = 100_000
_APART = re.compile(r"[\s;]+")


def write_collapsed(
    study: Study,
    rows: NDArray[np.int32],
    file: BinaryIO,
    check: Callable[[], None] = lambda: None,
) -> None:
    """These samples by the default metric, in its unit (ns, bytes, count): a line a stack.

    Frames are ``name (file:line)`` with the line where the function begins, as py-spy writes them,
    and the column behind it where several functions of a file have one name; a function without a
    line is its name. Idle samples are left out. `check` is called every 100,000 lines and may
    raise.
    """
    model, shape = study.model, study.shape
    stack, weight = model.samples.stack[rows], model.weight()[rows]
    busy = stack >= 0
    path = shape.of_stack[stack[busy]]
    own = np.bincount(path, weights=weight[busy], minlength=len(shape))
    paths = PathTexts(shape.parent, shape.function, frame_texts(study), b";")
    nodes = np.flatnonzero(own).astype(np.int32)
    for first in range(0, len(nodes), _AT_ONCE):
        check()
        part = nodes[first : first + _AT_ONCE]
        tails = [b" %s\n" % number_text(value) for value in own[part].tolist()]
        for block in paths.blocks(part, np.arange(len(part), dtype=np.int32), tails):
            file.write(block)


def frame_texts(study: Study) -> list[bytes]:
    """Each function as a frame of a line, without what would end it."""
    rows, strings = study.model.functions, study.model.strings
    group, first = number_pairs(rows.name, rows.file)
    alone = np.bincount(group, minlength=len(first))[group] == 1
    places = zip(rows.file.tolist(), rows.line.tolist(), rows.column.tolist(), strict=True)
    made = []
    for function, (file, line, column) in enumerate(places):
        place = f"{strings[file]}:{line}" if file >= 0 and line > 0 else ""
        if not alone[function]:
            place = f"{strings[file] or '?'}:{line}:{column}"
        text = study.name_of(function) + (f" ({place})" if place else "")
        text = _APART.sub(_instead, text).strip()
        made.append((text or "(no name)").encode("utf-8", "replace"))
    return made


def number_text(value: float) -> bytes:
    """A number in decimal, whole where it is."""
    text = str(int(value)) if value == int(value) else np.format_float_positional(value, trim="-")
    return text.encode()


def _instead(found: re.Match[str]) -> str:
    """A semicolon would begin another frame; async-profiler, too, puts a colon in its place."""
    return ":" if ";" in found[0] else " "
