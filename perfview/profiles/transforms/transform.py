"""One change of the stacks that are looked at, as data: so that it can be shown, undone, saved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What is done to stacks. The names and meanings are those of the Firefox Profiler."""

    MERGE_FUNCTION = "merge-function"
    """Leave the function out; its own time becomes its callers'."""
    DROP_FUNCTION = "drop-function"
    """Leave out every sample with the function in its stack."""
    FOCUS_FUNCTION = "focus-function"
    """Only samples with the function in their stack, from its outermost call on."""
    FOCUS_SUBTREE = "focus-subtree"
    """Only samples below one call path, from that path on."""
    MERGE_SUBTREE = "merge-subtree"
    """Cut off what is below one call path; its time becomes the path's own."""
    COLLAPSE_SUBTREE = "collapse-function-subtree"
    """Cut off what is below the function, wherever it is called; its time becomes its own."""
    COLLAPSE_RECURSION = "collapse-recursion"
    """Calls of the function below itself become its first call, whatever lies between."""
    COLLAPSE_DIRECT_RECURSION = "collapse-direct-recursion"
    """Calls of the function right below itself become one call."""
    COLLAPSE_ALL_RECURSION = "collapse-all-recursion"
    """Direct recursion of every function."""
    COLLAPSE_MODULE = "collapse-module"
    """Runs of frames of one module (library, package) become one frame with its name."""
    HIDE_LIBRARIES = "hide-libraries"
    """Leave out frames of libraries and runtime; their time becomes that of own code."""
    FOLD_LIBRARIES = "fold-libraries"
    """Runs of library and runtime frames become one frame with the name of the package."""
    ONLY_MATCHING = "only-matching"
    """Leave out frames that an expression of the filter language does not match; their time
    becomes their callers'."""


@dataclass(frozen=True)
class Transform:
    """A change and what it is done to.

    function: index into the model's functions, -1 where the change needs none. stack: a call path
    as recorded (index into the model's stacks), -1 where none is needed; it means every stack with
    the same functions on the way. text: a module's name or an expression, "" where none is needed.
    """

    change: Change
    function: int = -1
    stack: int = -1
    text: str = ""
