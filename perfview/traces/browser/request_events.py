"""What the events of a recording tell of each network request, put together by its id.

Which events there are, and what stands in them: Chromium's inspector_trace_events.cc; the times of
`timing` are those of the DevTools protocol (Network.ResourceTiming): ms after `requestTime`, which
is in seconds of the recording's clock, -1 for what did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from perfview.traces.browser.events import Said, number_of, rows_named, said_of, text_of
from perfview.traces.study import Study

ANNOUNCED = "ResourceWillSendRequest"
SENT = "ResourceSendRequest"
ANSWERED = "ResourceReceiveResponse"
FINISHED = "ResourceFinish"
CACHED = "ResourceMarkAsCached"
RANKED = "ResourceChangePriority"

NO_NETWORK = ("data:", "blob:", "about:", "chrome:", "chrome-extension:", "devtools:")
"""Schemes that are answered without asking anybody."""


@dataclass(slots=True)
class Told:
    """What is told of one request; rows of the model, -1 for what is not in the recording.

    `announced` are the browser's words that it starts, `sent` the page's: one for each hop of a
    chain of redirects.
    """

    announced: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    first_asked: Said = field(default_factory=dict)
    asked: Said = field(default_factory=dict)
    answered: int = -1
    answer: Said = field(default_factory=dict)
    finished: int = -1
    finish: Said = field(default_factory=dict)
    cached: bool = False
    priority: str = ""


def told_of(study: Study) -> list[Told]:
    """Every request over a network that the recording shows being sent, by time.

    Raises `UnreadableInput` when the file has changed since it was read.
    """
    by_id: dict[str, Told] = {}
    strings, names = study.model.strings, study.model.name
    rows = rows_named(study, ANNOUNCED, SENT, ANSWERED, FINISHED, CACHED, RANKED)
    rows = rows[np.argsort(study.model.start_ns[rows], kind="stable")]
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        identity = text_of(said, "requestId")
        if identity:
            _add(by_id.setdefault(identity, Told()), strings[int(names[row])], row, said)
    return [told for told in by_id.values() if told.sent and _has_network(told)]


def _add(told: Told, name: str, row: int, said: Said) -> None:
    if name == ANNOUNCED:
        told.announced.append(row)
    elif name == SENT:
        told.first_asked = said if not told.sent else told.first_asked
        told.sent.append(row)
        told.asked = said
    elif name == ANSWERED:
        told.answered, told.answer = row, said
    elif name == FINISHED:
        told.finished, told.finish = row, said
    elif name == CACHED:
        told.cached = True
    else:
        told.priority = text_of(said, "priority")


def _has_network(told: Told) -> bool:
    url = text_of(told.asked, "url")
    return bool(url) and not url.startswith(NO_NETWORK)


class Clock:
    """Turns the seconds in which Chrome's network process tells times into the model's ns."""

    def __init__(self, study: Study, told: Iterable[Told]) -> None:
        """Learn how far apart the two are.

        The page hears of the end of a request soon after it: the least difference is that of the
        clocks. Mostly they are the same clock, and it is the time a message takes.
        """
        apart = [
            int(study.model.start_ns[each.finished]) - round(1e9 * finished)
            for each in told
            if each.finished >= 0 and (finished := number_of(each.finish, "finishTime")) > 0
        ]
        least = min(apart, default=0)
        self._apart = 0 if 0 <= least < ONE_CLOCK_NS else least

    def ns(self, seconds: float) -> int:
        """The model's time of a time in seconds; -1 for none (0 or less)."""
        return round(1e9 * seconds) + self._apart if seconds > 0 else -1


ONE_CLOCK_NS = 1_000_000_000
"""Two clocks are one when they are less than this apart: a busy page hears of things late."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One request's way through the network in the model's ns; -1 unknown, durations 0 for none."""

    begun_ns: int
    sent_ns: int
    sent_off_ns: int
    headers_ns: int
    name_lookup_ns: int
    connect_ns: int
    secure_ns: int


UNTIMED = Timing(-1, -1, -1, -1, 0, 0, 0)


def timing_of(answer: Said, clock: Clock) -> Timing:
    """The times in a `ResourceReceiveResponse`; `UNTIMED` where it has none."""
    said = answer.get("timing")
    if not isinstance(said, dict):
        return UNTIMED
    begun = number_of(said, "requestTime")
    if begun <= 0:
        return UNTIMED

    def at(name: str) -> int:
        after = number_of(said, name)
        return clock.ns(begun + after / 1000) if after >= 0 else -1

    def between(first: str, last: str) -> int:
        return round(1e6 * max(0.0, number_of(said, last) - max(0.0, number_of(said, first))))

    return Timing(
        begun_ns=clock.ns(begun),
        sent_ns=at("sendStart"),
        sent_off_ns=at("sendEnd"),
        headers_ns=at("receiveHeadersEnd"),
        name_lookup_ns=between("dnsStart", "dnsEnd"),
        connect_ns=between("connectStart", "connectEnd"),
        secure_ns=between("sslStart", "sslEnd"),
    )


def headers_of(answer: Said) -> dict[str, str] | None:
    """A response's headers by their name in small letters; None when none were recorded."""
    listed = answer.get("headers")
    if not isinstance(listed, list):
        return None
    found = {}
    for header in listed:
        if isinstance(header, dict):
            found[text_of(header, "name").lower()] = text_of(header, "value")
    return found
