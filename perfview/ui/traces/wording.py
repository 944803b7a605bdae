"""What things are called: requests have spans, services and traces, threads have slices."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.traces.study import Study


@dataclass(frozen=True)
class Words:
    """row: one row of the model; place: whose it is; whole: the outermost thing it belongs to;
    where: what the breakdown of time is called; asked: what the latency view counts; listed and
    lengths: the titles of the list of wholes and of the latency view; example: a condition of the
    filter language."""

    row: str
    place: str
    places: str
    whole: str
    where: str
    rate: str
    slow: str
    asked: str
    listed: str
    lengths: str
    example: str


REQUESTS = Words(
    row="span",
    place="service",
    places="services",
    whole="trace",
    where="Where the critical path goes",
    rate="requests/s",
    slow="p95 latency",
    asked="request",
    listed="Traces",
    lengths="Latency",
    example="service=cart",
)
THREADS = Words(
    row="slice",
    place="process",
    places="processes",
    whole="outermost slice",
    where="Where the threads’ time goes",
    rate="slices/s",
    slow="p95 length",
    asked="outermost slice",
    listed="Slices",
    lengths="Durations",
    example="name=Layout",
)


def words_of(study: Study) -> Words:
    """The words that fit a recording."""
    return THREADS if study.model.threads else REQUESTS
