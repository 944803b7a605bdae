"""What a profile holds beyond the rows of its tables, for `perfview info`."""

from __future__ import annotations

from perfview.findings.quantities import duration, plural
from perfview.profiles.originals import said_of_maps
from perfview.profiles.study import Study
from perfview.recording.fact import Fact


def facts(study: Study) -> list[Fact]:
    """Samples, functions, threads, how long, how deep."""
    model = study.model
    depth = int(study.shape.depth.max(initial=-1)) + 1
    lasted = int(model.threads.end_ns.max(initial=0))
    found = [
        Fact("functions", len(model.functions), plural(len(model.functions), "function")),
        Fact("threads", len(model.threads), plural(len(model.threads), "thread")),
        Fact("max_depth", depth, f"at most {plural(depth, 'frame')} deep"),
    ]
    if model.has_times:
        found.append(Fact("duration_ns", lasted, f"{duration(lasted)} long"))
    if model.interval_ns:
        every = duration(model.interval_ns)
        found.append(Fact("interval_ns", model.interval_ns, f"a sample every {every}"))
    if study.originals:
        count = int(study.originals.mapped.sum())
        found.append(Fact("source_mapped", count, said_of_maps(study.originals)))
    return found
