"""What things are called: requests have spans, services and traces, threads have slices."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.traces.study import Study


@dataclass(frozen=True)
class Words:
    """row: one row of the model; place: whose it is; whole: the outermost thing it belongs to;
    where: what the breakdown of time is called; share: of what a critical time is a part."""

    row: str
    place: str
    places: str
    whole: str
    where: str
    rate: str
    slow: str


REQUESTS = Words(
    row="span",
    place="service",
    places="services",
    whole="trace",
    where="Where the critical path goes",
    rate="requests/s",
    slow="p95 latency",
)
THREADS = Words(
    row="slice",
    place="process",
    places="processes",
    whole="outermost slice",
    where="Where the threads’ time goes",
    rate="slices/s",
    slow="p95 length",
)


def words_of(study: Study) -> Words:
    """The words that fit a recording."""
    return THREADS if study.model.threads else REQUESTS
