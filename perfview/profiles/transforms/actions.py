"""What each change does to the paths of a shape, path by path.

The meanings are those of the Firefox Profiler's call tree transforms
(docs-user/guide-filtering-call-trees.md in its sources): a sample whose frames are all left out no
longer counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.refolding import BECOME, DROP, KEEP, MERGE, ROOT, nearest_above
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform

HIDDEN = (Kind.LIBRARY, Kind.RUNTIME, Kind.NATIVE)
"""The kinds that are no code of the program's own. The collector's and compiler's work is shown
wherever it is: hiding it would blame the code it interrupted."""


@dataclass(frozen=True)
class Plan:
    """What becomes of each path of a shape, as `perfview.kernels.refolding.refold` takes it.

    action uint8 (p); key int32 (p), the functions after the change; other int32 (p) or None; made:
    the shape's made names and new ones behind them.
    """

    action: NDArray[np.uint8]
    key: NDArray[np.int32]
    made: list[str]
    other: NDArray[np.int32] | None = None


def plan_of(study: Study, shape: Shape, transform: Transform) -> Plan:
    """What a transform does to a shape. Raises FilterError for an expression that makes none."""
    return _PLANS[transform.change](study, shape, transform)


def _where(shape: Shape, action: int, mask: NDArray[np.bool_], default: int = KEEP) -> Plan:
    return Plan(np.where(mask, action, default).astype(np.uint8), shape.function, shape.made)


def _merge_function(study: Study, shape: Shape, transform: Transform) -> Plan:
    return _where(shape, MERGE, shape.function == transform.function)


def _drop_function(study: Study, shape: Shape, transform: Transform) -> Plan:
    return _where(shape, DROP, shape.function == transform.function)


def _focus_on(shape: Shape, top: NDArray[np.bool_]) -> Plan:
    """Paths of `top` become roots; what is neither one of them nor below one is gone."""
    action = np.where(shape.parent < 0, DROP, KEEP).astype(np.uint8)
    action[top] = ROOT
    return Plan(action, shape.function, shape.made)


def _focus_function(study: Study, shape: Shape, transform: Transform) -> Plan:
    chosen = shape.function == transform.function
    return _focus_on(shape, chosen & (nearest_above(shape.parent, chosen) < 0))


def _path(shape: Shape, transform: Transform) -> NDArray[np.bool_]:
    chosen = np.zeros(len(shape), np.bool_)
    if 0 <= transform.stack < len(shape.of_stack) and shape.of_stack[transform.stack] >= 0:
        chosen[shape.of_stack[transform.stack]] = True
    return chosen


def _focus_subtree(study: Study, shape: Shape, transform: Transform) -> Plan:
    return _focus_on(shape, _path(shape, transform))


def _merge_subtree(study: Study, shape: Shape, transform: Transform) -> Plan:
    return _where(shape, MERGE, nearest_above(shape.parent, _path(shape, transform)) >= 0)


def _collapse_subtree(study: Study, shape: Shape, transform: Transform) -> Plan:
    chosen = shape.function == transform.function
    return _where(shape, MERGE, nearest_above(shape.parent, chosen) >= 0)


def _collapse_recursion(study: Study, shape: Shape, transform: Transform) -> Plan:
    chosen = shape.function == transform.function
    nearest = nearest_above(shape.parent, chosen)
    action = np.where(chosen & (nearest >= 0), BECOME, KEEP).astype(np.uint8)
    return Plan(action, shape.function, shape.made, nearest)


def _repeats(shape: Shape) -> NDArray[np.bool_]:
    """Which paths call themselves: their function is their parent's."""
    above = np.append(shape.function, np.int32(-1))[shape.parent]
    return np.asarray(above == shape.function, np.bool_)


def _collapse_direct_recursion(study: Study, shape: Shape, transform: Transform) -> Plan:
    return _where(shape, MERGE, _repeats(shape) & (shape.function == transform.function))


def _collapse_all_recursion(study: Study, shape: Shape, transform: Transform) -> Plan:
    return _where(shape, MERGE, _repeats(shape))


def _runs(shape: Shape, into: NDArray[np.int32], names: list[str]) -> Plan:
    """Runs of frames that become the same made frame become one; `into` int32 (functions and made):
    which of `names` a function becomes, -1 to stay."""
    made = shape.made + [name for name in names if name not in set(shape.made)]
    place = {name: number for number, name in enumerate(made)}
    first = len(into) - len(shape.made)
    renamed = np.array([first + place[name] for name in names] or [0], np.int32)
    becomes = np.where(into >= 0, renamed[into], np.arange(len(into), dtype=np.int32))
    key = np.take(becomes.astype(np.int32), shape.function)
    changed = np.take(into >= 0, shape.function)
    above = np.append(key, np.int32(-1))[shape.parent]
    return Plan(np.where(changed & (above == key), MERGE, KEEP).astype(np.uint8), key, made)


def _none_made(shape: Shape, per_function: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers by function, lengthened by -1 for the frames that transforms made."""
    return np.concatenate([per_function, np.full(len(shape.made), -1, np.int32)])


def _collapse_module(study: Study, shape: Shape, transform: Transform) -> Plan:
    functions, packages = study.model.functions, study.packages
    module = study.model.strings.find(transform.text)
    inside = (functions.module == module) & (module >= 0)
    if transform.text in packages.names:
        inside |= packages.of_function == packages.names.index(transform.text)
    return _runs(shape, _none_made(shape, inside.astype(np.int32) - 1), [transform.text])


def _is_hidden(study: Study) -> NDArray[np.bool_]:
    return np.isin(study.kinds, [int(kind) for kind in HIDDEN])


def _hide_libraries(study: Study, shape: Shape, transform: Transform) -> Plan:
    hidden = np.append(_is_hidden(study), np.zeros(len(shape.made), np.bool_))
    return _where(shape, MERGE, np.take(hidden, shape.function))


def _fold_libraries(study: Study, shape: Shape, transform: Transform) -> Plan:
    packages = study.packages
    into = np.where(_is_hidden(study), packages.of_function, np.int32(-1)).astype(np.int32)
    return _runs(shape, _none_made(shape, into), packages.names)


def _only_matching(study: Study, shape: Shape, transform: Transform) -> Plan:
    from perfview.filtering.grammar import parse
    from perfview.profiles.filtering.frames import functions_matching

    matching = functions_matching(study, parse(transform.text), shape.made)
    return _where(shape, MERGE, ~np.take(matching, shape.function))


_PLANS: dict[Change, Callable[[Study, Shape, Transform], Plan]] = {
    Change.MERGE_FUNCTION: _merge_function,
    Change.DROP_FUNCTION: _drop_function,
    Change.FOCUS_FUNCTION: _focus_function,
    Change.FOCUS_SUBTREE: _focus_subtree,
    Change.MERGE_SUBTREE: _merge_subtree,
    Change.COLLAPSE_SUBTREE: _collapse_subtree,
    Change.COLLAPSE_RECURSION: _collapse_recursion,
    Change.COLLAPSE_DIRECT_RECURSION: _collapse_direct_recursion,
    Change.COLLAPSE_ALL_RECURSION: _collapse_all_recursion,
    Change.COLLAPSE_MODULE: _collapse_module,
    Change.HIDE_LIBRARIES: _hide_libraries,
    Change.FOLD_LIBRARIES: _fold_libraries,
    Change.ONLY_MATCHING: _only_matching,
}
