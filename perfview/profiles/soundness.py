"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.keeping import Kept
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.model import CallCounts, Functions, ProfileModel


def is_sound(kept: Kept) -> bool:
    """True when every index of the model and of what was measured on it may be followed."""
    model, packages = kept.model, kept.packages
    return (
        is_sound_model(model)
        and _sound_tree(kept.tree, model)
        and _long(len(model.functions), packages.of_function, packages.kind)
        and _within(packages.of_function, len(packages.names))
        and _within(packages.kind, len(Kind), least=0)
    )


def is_sound_model(model: ProfileModel) -> bool:
    """True when every index of the model may be followed and its columns are of one length."""
    texts, stacks, samples = len(model.strings), model.stacks, model.samples
    n, t = len(samples), len(model.threads)
    metrics, ticks = model.metrics, model.ticks
    return (
        _sound_functions(model.functions, texts)
        and _sound_frames(model)
        and _descends(stacks.parent)
        and _long(len(stacks), stacks.frame)
        and _within(stacks.frame, len(model.frames), least=0)
        and _within(samples.stack, len(stacks))
        and len(samples.thread_first) == t + 1
        and _divides(samples.thread_first, n)
        and len(samples.time_ns) in (0, n)
        and len(samples.label_set) in (0, n)
        and _within(samples.label_set, len(model.labels))
        and _sound_threads(model)
        and len(metrics.weight) == len(metrics) * n
        and len(metrics.unit) == len(metrics) > metrics.default >= 0
        and _sound_labels(model)
        and _long(len(ticks.stack), ticks.line, ticks.ticks)
        and _within(ticks.stack, len(stacks), least=0)
        and (not model.counts or _sound_counts(model.counts, model))
    )


def _sound_functions(functions: Functions, texts: int) -> bool:
    named = (functions.name, functions.file, functions.module, functions.category)
    return _long(len(functions), functions.line, functions.column, *named) and all(
        _within(ids, texts) for ids in named
    )


def _sound_frames(model: ProfileModel) -> bool:
    frames = model.frames
    return _long(len(frames), frames.line, frames.address, frames.inlined) and _within(
        frames.function, len(model.functions), least=0
    )


def _sound_threads(model: ProfileModel) -> bool:
    threads, texts = model.threads, len(model.strings)
    return (
        _long(len(threads), threads.process_name, threads.thread_id, threads.process_id)
        and _long(len(threads), threads.end_ns)
        and _within(threads.name, texts)
        and _within(threads.process_name, texts)
    )


def _sound_labels(model: ProfileModel) -> bool:
    labels, texts = model.labels, len(model.strings)
    return (
        _long(len(labels.key), labels.value)
        and _divides(labels.first, len(labels.key))
        and _within(labels.key, texts)
        and _within(labels.value, texts)
    )


def _sound_counts(counts: CallCounts, model: ProfileModel) -> bool:
    f, m, e = len(model.functions), len(model.metrics), len(counts.caller)
    return (
        _long(f, counts.calls)
        and _long(m * f, counts.own, counts.inclusive)
        and _long(e, counts.callee, counts.edge_calls)
        and _long(m * e, counts.edge_inclusive)
        and _within(counts.caller, f, least=0)
        and _within(counts.callee, f, least=0)
    )


def _sound_tree(tree: CallTree, model: ProfileModel) -> bool:
    shape = tree.shape
    p = len(shape)
    functions = len(model.functions) + len(shape.made)
    return (
        _descends(shape.parent)
        and _long(p, shape.function, shape.nesting, shape.depth)
        and _long(p, tree.own, tree.total, tree.count, tree.start)
        and _within(shape.function, functions, least=0)
        and _long(len(model.stacks), shape.of_stack)
        and _within(shape.of_stack, p)
    )


def _long(count: int, *columns: NDArray[np.generic]) -> bool:
    return all(len(column) == count for column in columns)


def _within(index: NDArray[np.integer], count: int, least: int = -1) -> bool:
    """Whether all are from `least` to below `count`."""
    return not len(index) or (int(index.min()) >= least and int(index.max()) < count)


def _descends(parent: NDArray[np.int32]) -> bool:
    """Whether every parent stands before its children."""
    return bool((parent < np.arange(len(parent))).all()) and _within(parent, len(parent))


def _divides(first: NDArray[np.int64], count: int) -> bool:
    """Whether these are the ends of consecutive stretches of `count` rows."""
    return (
        len(first) > 0
        and int(first[0]) == 0
        and int(first[-1]) == count
        and bool((first[1:] >= first[:-1]).all())
    )
