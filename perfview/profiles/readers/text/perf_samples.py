"""Samples of perf script in the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.block_reader import BlockReader, Blocks
from perfview.kernels.stacks import nest
from perfview.profiles.assembling.distinct import distinct
from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import Metrics, ProfileModel, ProfileThreads, Samples, Stacks
from perfview.profiles.readers.text.content import head_lines, note_strange, read_windows
from perfview.profiles.readers.text.perf_functions import functions_of
from perfview.profiles.readers.text.perf_header import PerfHeader
from perfview.profiles.readers.text.perf_weights import weights_of
from perfview.profiles.readers.text.resting import rests_after
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable

if TYPE_CHECKING:
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source

_MAX_STACK = 127


def read_perf_script(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """All samples of all events. Raises `UnreadableInput` when there is none with a stack."""
    report = ImportReport()
    progress.report("Reading samples", bytes_done=0, bytes_total=source.content_size)
    reader = BlockReader()
    read_windows(source, progress, reader.read, report)
    blocks = reader.finish()
    header = PerfHeader(head_lines(source))
    note_strange(report, blocks.strange, blocks.first_strange, "samples or frames of perf script")
    if not len(blocks.node) or blocks.node.max() < 0:
        raise UnreadableInput(
            "There is not one sample with a stack in this output of perf script",
            remedy="Record with `perf record -g` and print with `perf script`.",
        )
    report.note(
        "no-stack",
        int(np.count_nonzero(blocks.node < 0)),
        "Samples of perf have no stack; they count as time in which nothing ran.",
    )
    model = perf_model(blocks, header)
    report.rows = len(model)
    return model, report


def perf_model(blocks: Blocks, header: PerfHeader) -> ProfileModel:
    """The model of blocks that are read."""
    texts = blocks.texts
    functions, frames, frame = functions_of(blocks.places, blocks.key, texts)
    thread, first = distinct(
        blocks.group.astype(np.int32), blocks.owner.astype(np.int32), blocks.name
    )
    time = _times(blocks.time_ns)
    order = np.lexsort((time, thread)) if len(time) else np.argsort(thread, kind="stable")
    thread, stack, time = thread[order], blocks.node[order], time[order] if len(time) else time
    word, event = np.unique(blocks.word, return_inverse=True)
    appeared = np.argsort([int(np.argmax(event == k)) for k in range(len(word))])
    rank = np.argsort(appeared).astype(np.int32)
    names = [texts.text(int(word[k])).decode("utf-8", "replace") for k in appeared]
    weights = weights_of(rank[event][order], names, blocks.count[order], thread, time)
    interval = weights.interval_ns or header.interval_ns
    rests = rests_after(thread, time, interval)
    stack = np.insert(stack, rests + 1, np.int32(-1))
    if len(time):
        time = np.insert(time, rests + 1, time[rests] + interval)
    thread = np.insert(thread, rests + 1, thread[rests])
    weight = np.insert(weights.weight, rests + 1, 0.0, axis=1)
    samples, flat = by_thread_and_time(
        thread=thread,
        stack=stack,
        time_ns=time,
        label_set=np.zeros(0, np.int32),
        weight=weight,
        threads=len(first),
    )
    return ProfileModel(
        strings=StringTable(*texts.packed()),
        functions=functions,
        frames=frames,
        stacks=Stacks(blocks.parent, frame),
        samples=samples,
        threads=_threads(blocks, first, samples, interval),
        metrics=Metrics(weights.names, weights.units, flat),
        comments=header.comments,
        made_by="perf",
        interval_ns=interval,
        depth_limit=_depth_limit(blocks),
    )


def _depth_limit(blocks: Blocks) -> int:
    """What perf cuts stacks off at, if the deepest is as deep: 127 frames unless it is told
    otherwise (perf-script(1), `--max-stack`; sysctl kernel.perf_event_max_stack)."""
    _, depth = nest(blocks.parent, blocks.key)
    return _MAX_STACK if int(depth.max(initial=-1)) + 1 == _MAX_STACK else 0


def _times(time_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times from the first sample on; empty when not all samples have one."""
    return time_ns - time_ns.min() if (time_ns >= 0).all() else np.zeros(0, np.int64)


def _threads(
    blocks: Blocks, first: NDArray[np.int32], samples: Samples, interval_ns: int
) -> ProfileThreads:
    """Threads, each described by one of its samples; the last sample of each ends an interval
    after it began."""
    name = blocks.name[first]
    named = np.diff(blocks.texts.packed()[1])[name] > 0
    last = samples.thread_first[1:] - 1
    ends = (
        samples.time_ns[last] + interval_ns
        if len(samples.time_ns)
        else np.zeros(len(first), np.int64)
    )
    return ProfileThreads(
        name=np.where(named, name, np.int32(-1)),
        process_name=np.full(len(first), -1, np.int32),
        thread_id=blocks.owner[first],
        process_id=blocks.group[first],
        end_ns=ends,
    )
