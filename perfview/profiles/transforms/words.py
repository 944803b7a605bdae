"""Transforms in words for people, and as text that means the same in every recording."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform

_SENTENCES = {
    Change.MERGE_FUNCTION: "Merge {name} into its callers",
    Change.DROP_FUNCTION: "Drop samples with {name}",
    Change.FOCUS_FUNCTION: "Focus on {name}",
    Change.FOCUS_SUBTREE: "Focus on {name}, called this way only",
    Change.MERGE_SUBTREE: "Cut off below {name}, called this way",
    Change.COLLAPSE_SUBTREE: "Cut off below {name}",
    Change.COLLAPSE_RECURSION: "Collapse recursion of {name}",
    Change.COLLAPSE_DIRECT_RECURSION: "Collapse direct recursion of {name}",
    Change.COLLAPSE_ALL_RECURSION: "Collapse direct recursion",
    Change.COLLAPSE_MODULE: "Collapse {text}",
    Change.HIDE_LIBRARIES: "Hide libraries",
    Change.FOLD_LIBRARIES: "Fold libraries",
    Change.ONLY_MATCHING: "Only frames: {text}",
}
_CRUMBS = {
    Change.MERGE_FUNCTION: "Merge {name}",
    Change.DROP_FUNCTION: "Drop {name}",
    Change.FOCUS_SUBTREE: "Focus on {name} here",
    Change.MERGE_SUBTREE: "Cut below {name} here",
    Change.COLLAPSE_SUBTREE: "Cut below {name}",
    Change.COLLAPSE_ALL_RECURSION: "Fold recursion",
    Change.ONLY_MATCHING: "Only {text}",
}
_OF_FUNCTION = frozenset(
    {
        Change.MERGE_FUNCTION,
        Change.DROP_FUNCTION,
        Change.FOCUS_FUNCTION,
        Change.COLLAPSE_SUBTREE,
        Change.COLLAPSE_RECURSION,
        Change.COLLAPSE_DIRECT_RECURSION,
    }
)
_OF_STACK = frozenset({Change.FOCUS_SUBTREE, Change.MERGE_SUBTREE})
_OF_TEXT = frozenset({Change.COLLAPSE_MODULE, Change.ONLY_MATCHING})
_ESCAPED = re.compile(r"\\(.)")
_STEPS = re.compile(r"(?:[^;\\]|\\.)+")


class TransformError(ValueError):
    """A text that means no transform of this recording; the message says why."""


def sentence(study: Study, transform: Transform) -> str:
    """What a transform does, for menus and tooltips."""
    return _filled(_SENTENCES[transform.change], study, transform)


def breadcrumb(study: Study, transform: Transform) -> str:
    """A transform in two or three words, for the row of those that are applied."""
    change = transform.change
    return _filled(_CRUMBS.get(change, _SENTENCES[change]), study, transform)


def _filled(pattern: str, study: Study, transform: Transform) -> str:
    function = transform.function
    if transform.change in _OF_STACK:
        function = int(study.function[transform.stack])
    name = study.name_of(function) if function >= 0 else ""
    return pattern.format(name=name or "the frame", text=transform.text)


def text_of(study: Study, transform: Transform) -> str:
    """A transform as text: ``drop-function:parse@app.js:12``, ``focus-subtree:main;run;parse``,
    ``hide-libraries``, ``only-matching:kind=own``. `\\`, `;` and `@` within names follow a `\\`.
    Raises TransformError for one of a frame that a transform before it made."""
    change = transform.change
    if change in _OF_FUNCTION:
        return f"{change}:{_function_text(study, transform.function)}"
    if change in _OF_STACK:
        return f"{change}:{';'.join(_way(study, transform.stack))}"
    return f"{change}:{transform.text}" if change in _OF_TEXT else str(change)


def _function_text(study: Study, function: int) -> str:
    functions, strings = study.model.functions, study.model.strings
    if not 0 <= function < len(functions):
        raise TransformError("Frames that a transform made are not in other recordings")
    name, file = strings[int(functions.name[function])], strings[int(functions.file[function])]
    line = int(functions.line[function])
    place = f"@{_escaped(file)}" if file else ""
    return f"{_escaped(name)}{place}{f':{line}' if file and line else ''}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\;@])", r"\\\1", text)


def _way(study: Study, stack: int) -> list[str]:
    stacks, found = study.model.stacks, []
    while stack >= 0:
        found.append(_function_text(study, int(study.function[stack])))
        stack = int(stacks.parent[stack])
    return found[::-1]


def parse_transform(study: Study, text: str) -> Transform:
    """The transform that `text_of` wrote, of this or another recording. A function is found by name
    and file and, among several, line; by name alone where no file is given or the file has moved.
    Raises TransformError."""
    word, _, argument = text.strip().partition(":")
    try:
        change = Change(word)
    except ValueError:
        known = ", ".join(Change)
        raise TransformError(f"There is no transform “{word}”, but: {known}") from None
    if change in _OF_FUNCTION:
        return Transform(change, function=_functions(study, argument)[0])
    if change in _OF_STACK:
        return Transform(change, stack=_stack(study, _STEPS.findall(argument)))
    if change in _OF_TEXT and not argument:
        raise TransformError(f"“{word}:” is followed by what it is about")
    return Transform(change, text=argument if change in _OF_TEXT else "")


def parse_transforms(study: Study, texts: Iterable[str]) -> tuple[Transform, ...]:
    """Several, in order. Raises TransformError."""
    return tuple(parse_transform(study, text) for text in texts)


def _functions(study: Study, text: str) -> list[int]:
    """The functions a text means, the most fitting first; at least one."""
    functions, strings = study.model.functions, study.model.strings
    parts = re.fullmatch(r"((?:[^@\\]|\\.)*)(?:@((?:[^\\]|\\.)*?)(?::(\d+))?)?", text, re.DOTALL)
    if parts is None or not parts[1]:
        raise TransformError("A function’s name should follow, as in “drop-function:parse@app.js”")
    name = _ESCAPED.sub(r"\1", parts[1])
    file, line = _ESCAPED.sub(r"\1", parts[2] or ""), int(parts[3] or 0)
    at = strings.find(name)
    named = np.flatnonzero(functions.name == at).tolist() if at >= 0 else []
    if not named:
        raise TransformError(f"No function of this recording is called “{name}”")

    def unlike(function: int) -> tuple[bool, int]:
        other = strings[int(functions.file[function])]
        return bool(file) and other != file, abs(int(functions.line[function]) - line)

    return sorted(named, key=unlike)


def _stack(study: Study, steps: list[str]) -> int:
    """A stack with these functions on the way to it."""
    at = np.array([-1])
    parent = study.model.stacks.parent
    for step in steps:
        wanted = np.isin(study.function, _functions(study, step)[:1])
        at = np.flatnonzero(wanted & np.isin(parent, at))
        if not len(at):
            raise TransformError("No stack of this recording goes this way")
    if not steps:
        raise TransformError("The functions on the way should follow, as in “main;run;parse”")
    return int(at[0])
