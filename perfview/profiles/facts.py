"""What a profile holds beyond the rows of its tables, for `perfview info`."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import duration, plural, quantity
from perfview.profiles.model import ProfileModel
from perfview.profiles.originals import said_of_maps
from perfview.profiles.study import Study
from perfview.recording.fact import Fact


def facts(study: Study) -> list[Fact]:
    """Samples of running code, functions, threads, how long, how deep, and what was measured."""
    model = study.model
    depth = int(study.shape.depth.max(initial=-1)) + 1
    samples = int(np.count_nonzero(model.samples.stack >= 0))
    lasted = int(model.threads.end_ns.max(initial=0))
    found = [
        Fact("functions", len(model.functions), ""),
        Fact("threads", len(model.threads), ""),
        Fact("samples", samples, plural(samples, "sample")),
        Fact("max_depth", depth, f"at most {plural(depth, 'frame')} deep"),
    ]
    if model.has_times:
        found.append(Fact("duration_ns", lasted, f"{duration(lasted)} long"))
    if model.interval_ns:
        every = duration(model.interval_ns)
        found.append(Fact("interval_ns", model.interval_ns, f"a sample every {every}"))
    if len(model.metrics) > 1:
        found.append(Fact("sample_types", len(model.metrics), _sample_types(model)))
    if study.originals:
        count = int(study.originals.mapped.sum())
        found.append(Fact("source_mapped", count, said_of_maps(study.originals)))
    return found


def _sample_types(model: ProfileModel) -> str:
    """What can be asked for by name; each its sum."""
    names, units = model.metrics.name, model.metrics.unit
    sums = [float(model.weight(at).sum()) for at in range(len(names))]
    told = [f"{n} {quantity(s, u)}" for n, s, u in zip(names, sums, units, strict=True)]
    shown = names[model.metrics.default]
    return f"{plural(len(names), 'sample type')}: {', '.join(told)} ({shown} unless told)"
