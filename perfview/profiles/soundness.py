"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

from perfview.profiles.keeping import Kept
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.model import CallCounts, Functions, ProfileModel
from perfview.recording.indices import are_long, are_within, descend, divide, lead


def is_sound(kept: Kept) -> bool:
    """True when every index of the model and of what was measured on it may be followed."""
    model, packages = kept.model, kept.packages
    return (
        is_sound_model(model)
        and _sound_tree(kept.tree, model)
        and are_long(len(model.functions), packages.of_function, packages.kind)
        and are_within(packages.of_function, len(packages.names))
        and lead(packages.kind, len(Kind))
    )


def is_sound_model(model: ProfileModel) -> bool:
    """True when every index of the model may be followed and its columns are of one length."""
    texts, stacks, samples = len(model.strings), model.stacks, model.samples
    n, t = len(samples), len(model.threads)
    metrics, ticks = model.metrics, model.ticks
    return (
        _sound_functions(model.functions, texts)
        and _sound_frames(model)
        and descend(stacks.parent)
        and are_long(len(stacks), stacks.frame)
        and lead(stacks.frame, len(model.frames))
        and are_within(samples.stack, len(stacks))
        and len(samples.thread_first) == t + 1
        and divide(samples.thread_first, n)
        and len(samples.time_ns) in (0, n)
        and len(samples.label_set) in (0, n)
        and are_within(samples.label_set, len(model.labels))
        and _sound_threads(model)
        and len(metrics.weight) == len(metrics) * n
        and len(metrics.unit) == len(metrics) > metrics.default >= 0
        and _sound_labels(model)
        and are_long(len(ticks.stack), ticks.line, ticks.ticks)
        and lead(ticks.stack, len(stacks))
        and (not model.counts or _sound_counts(model.counts, model))
    )


def _sound_functions(functions: Functions, texts: int) -> bool:
    named = (functions.name, functions.file, functions.module, functions.category)
    return are_long(len(functions), functions.line, functions.column, *named) and all(
        are_within(ids, texts) for ids in named
    )


def _sound_frames(model: ProfileModel) -> bool:
    frames = model.frames
    return are_long(len(frames), frames.line, frames.address, frames.inlined) and lead(
        frames.function, len(model.functions)
    )


def _sound_threads(model: ProfileModel) -> bool:
    threads, texts = model.threads, len(model.strings)
    return (
        are_long(len(threads), threads.process_name, threads.thread_id, threads.process_id)
        and are_long(len(threads), threads.end_ns)
        and are_within(threads.name, texts)
        and are_within(threads.process_name, texts)
    )


def _sound_labels(model: ProfileModel) -> bool:
    labels, texts = model.labels, len(model.strings)
    return (
        are_long(len(labels.key), labels.value)
        and divide(labels.first, len(labels.key))
        and are_within(labels.key, texts)
        and are_within(labels.value, texts)
    )


def _sound_counts(counts: CallCounts, model: ProfileModel) -> bool:
    f, m, e = len(model.functions), len(model.metrics), len(counts.caller)
    return (
        are_long(f, counts.calls)
        and are_long(m * f, counts.own, counts.inclusive)
        and are_long(e, counts.callee, counts.edge_calls)
        and are_long(m * e, counts.edge_inclusive)
        and lead(counts.caller, f)
        and lead(counts.callee, f)
    )


def _sound_tree(tree: CallTree, model: ProfileModel) -> bool:
    shape = tree.shape
    p = len(shape)
    functions = len(model.functions) + len(shape.made)
    return (
        descend(shape.parent)
        and are_long(p, shape.function, shape.nesting, shape.depth)
        and are_long(p, tree.own, tree.total, tree.count, tree.start)
        and lead(shape.function, functions)
        and are_long(len(model.stacks), shape.of_stack)
        and are_within(shape.of_stack, p)
    )
