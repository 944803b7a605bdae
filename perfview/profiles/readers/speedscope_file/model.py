"""From the profiles of a speedscope file to the model."""

from __future__ import annotations

import numpy as np

from perfview.kernels.frame_lists import Ways
from perfview.kernels.interning import Interner
from perfview.kernels.json_records import Records
from perfview.kernels.stacks import fold_stacks
from perfview.profiles.assembling.texts import Texts
from perfview.profiles.assembling.threads import Metric, unite
from perfview.profiles.documents.speedscope import EXPORTER
from perfview.profiles.model import ProfileModel, Stacks
from perfview.profiles.readers.speedscope_file.frames import frame_tables
from perfview.profiles.readers.speedscope_file.own import together
from perfview.profiles.readers.speedscope_file.profiles import (
    UNITS,
    ReadProfile,
    as_thread,
    interval_of,
)

ORDER: tuple[Metric, ...] = (("time", "ns"), ("size", "bytes"), ("weight", "count"))


def assemble(
    profiles: list[ReadProfile],
    rows: Records,
    ways: Ways,
    interner: Interner,
    about: tuple[str, str],
) -> ProfileModel:
    """The model; `about` are the exporter and the name of the whole file."""
    exporter, title = about
    made_by = exporter.partition("@")[0]
    texts = Texts(interner)
    uses = np.bincount(ways.label, minlength=1) > 0
    tables = frame_tables(rows, np.flatnonzero(uses), made_by, texts)
    place = (np.cumsum(uses) - 1)[ways.label]
    parent, frame, of_stack = fold_stacks(ways.parent, tables.of_frame[place])
    timed = all(UNITS[p.unit][0][1] == "ns" for p in profiles)
    starts = [p.start * UNITS[p.unit][1] for p in profiles]
    earliest = min((s for s in starts if np.isfinite(s)), default=0.0)
    is_own = made_by == EXPORTER
    threads = []
    for profile in profiles:
        is_timed = UNITS[profile.unit][0][1] == "ns" if is_own else timed
        thread = as_thread(profile, earliest, is_timed)
        thread.stack = np.append(of_stack, np.int32(-1))[thread.stack]
        threads.append(thread)
    named = list(zip([profile.name for profile in profiles], threads, strict=True))
    if is_own:
        named = together(threads, [profile.name for profile in profiles])
    for name, thread in named:
        thread.name = texts.add(name)
    default = UNITS[profiles[0].unit][0]
    samples, thread_rows, metrics = unite(
        [thread for _, thread in named], () if is_own else ORDER, default
    )
    return ProfileModel(
        strings=texts.finish(),
        functions=tables.functions,
        frames=tables.frames,
        stacks=Stacks(parent, frame),
        samples=samples,
        threads=thread_rows,
        metrics=metrics,
        comments=[title] if title else [],
        made_by=made_by,
        interval_ns=interval_of(profiles),
    )
