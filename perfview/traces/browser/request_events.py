"""What the events of a recording tell of each network request, put together by its id.

Which events there are, and what stands in them: Chromium's inspector_trace_events.cc; the times of
`timing` are those of the DevTools protocol (Network.ResourceTiming): ms after `requestTime`, which
is in seconds of the recording's clock, -1 for what did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, number_of, rows_named, said_of, text_of
from perfview.traces.contents.detail import Value
from perfview.traces.study import Study

AT_ONCE = 8192
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
    chain of redirects. `asked`, `answer` (with its `timing`) and `finish` hold the members named in
    `ASKED`, `ANSWER`, `TIMING` and `FINISH` side by side; `fetch` and `cause` are the initiator's,
    `source` is the address of what asked, `headers` as `headers_of` has them.
    """

    announced: tuple[int, ...] = ()
    sent: tuple[int, ...] = ()
    first_url: str = ""
    asked: Said = field(default_factory=dict)
    fetch: str = ""
    cause: str = ""
    source: str = ""
    answered: int = -1
    answer: Said = field(default_factory=dict)
    headers: tuple[str, str, str] | None = None
    finished: int = -1
    finish: Said = field(default_factory=dict)
    cached: bool = False
    priority: str = ""


ASKED = (
    "requestId",
    "url",
    "frame",
    "requestMethod",
    "resourceType",
    "renderBlocking",
    "fetchPriorityHint",
    "priority",
    "isLinkPreload",
)
ANSWER = ("statusCode", "mimeType", "protocol", "fromCache", "fromServiceWorker")
TIMING = (
    "requestTime",
    "sendStart",
    "sendEnd",
    "receiveHeadersEnd",
    "dnsStart",
    "dnsEnd",
    "connectStart",
    "connectEnd",
    "sslStart",
    "sslEnd",
)
FINISH = ("finishTime", "encodedDataLength", "decodedBodyLength", "didFail")


def told_of(study: Study) -> list[Told]:
    """Every request over a network that the recording shows being sent, by time.

    Raises `UnreadableInput` when the file has changed since it was read.
    """
    by_id: dict[str, Told] = {}
    rows = rows_named(study, ANNOUNCED, SENT, ANSWERED, FINISHED, CACHED, RANKED)
    rows = rows[np.argsort(study.model.start_ns[rows], kind="stable")]
    kinds = _kinds(study, rows)
    # In parts, each made small at once: stack traces and headers are most of what is read.
    for begin in range(0, len(rows), AT_ONCE):
        part = rows[begin : begin + AT_ONCE]
        for row, said in zip(part.tolist(), said_of(study, part), strict=True):
            identity = text_of(said, "requestId")
            if not identity:
                continue
            told = by_id.get(identity)
            if told is None:
                told = by_id[identity] = Told()
            _add(told, kinds[row], row, said)
    return [told for told in by_id.values() if told.sent and _has_network(told)]


def _kinds(study: Study, rows: NDArray[np.int32]) -> dict[int, str]:
    """What each of these events is called."""
    text = study.model.name[rows]
    known = {each: study.model.strings[each] for each in np.unique(text).tolist()}
    return {row: known[each] for row, each in zip(rows.tolist(), text.tolist(), strict=True)}


def _add(told: Told, name: str, row: int, said: Said) -> None:
    if name == ANNOUNCED:
        told.announced += (row,)
    elif name == SENT:
        initiator = said.get("initiator")
        caused: Said = initiator if isinstance(initiator, dict) else {}
        told.fetch, told.cause = text_of(caused, "fetchType"), text_of(caused, "type")
        told.source = text_of(caused, "url") or _script(said.get("stackTrace"))
        told.first_url = told.first_url if told.sent else text_of(said, "url")
        told.sent += (row,)
        told.asked = _of(said, ASKED)
    elif name == ANSWERED:
        timing = said.get("timing")
        told.headers = headers_of(said)
        told.answered, told.answer = row, _of(said, ANSWER)
        if isinstance(timing, dict):
            told.answer |= _of(timing, TIMING)
    elif name == FINISHED:
        told.finished, told.finish = row, _of(said, FINISH)
    elif name == CACHED:
        told.cached = True
    else:
        told.priority = text_of(said, "priority")


def _of(said: Said, names: tuple[str, ...]) -> Said:
    """Only these members: the collector passes over flat dicts, and there are many."""
    return {name: said[name] for name in names if name in said}


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
            if each.finished >= 0
            and 0 < (finished := number_of(each.finish, "finishTime")) < LATEST_S
        ]
        least = min(apart, default=0)
        self._apart = 0 if 0 <= least < ONE_CLOCK_NS else least

    def ns(self, seconds: float) -> int:
        """The model's time of a time in seconds; -1 for none (0 or less)."""
        return round(1e9 * seconds) + self._apart if 0 < seconds < LATEST_S else -1


LATEST_S = 4e9
"""Seconds that nothing recorded lies behind, were they since 1970; more is a mistake."""
ONE_CLOCK_NS = 1_000_000_000
"""Two clocks are one when they are less than this apart: a busy page hears of things late."""


class Timing(NamedTuple):
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
    begun = number_of(answer, "requestTime")
    if begun <= 0:
        return UNTIMED
    return Timing(
        begun_ns=clock.ns(begun),
        sent_ns=_at(answer, "sendStart", begun, clock),
        sent_off_ns=_at(answer, "sendEnd", begun, clock),
        headers_ns=_at(answer, "receiveHeadersEnd", begun, clock),
        name_lookup_ns=_between(answer, "dnsStart", "dnsEnd"),
        connect_ns=_between(answer, "connectStart", "connectEnd"),
        secure_ns=_between(answer, "sslStart", "sslEnd"),
    )


def _at(said: Said, name: str, begun: float, clock: Clock) -> int:
    after = number_of(said, name)
    return clock.ns(begun + after / 1000) if after >= 0 else -1


def _between(said: Said, first: str, last: str) -> int:
    end = number_of(said, last)
    if not 0 < end < 1000 * LATEST_S:
        return 0
    return round(1e6 * max(0.0, end - max(0.0, number_of(said, first))))


WANTED = {
    "content-encoding": 0,
    "cache-control": 1,
    "content-type": 2,
}


@lru_cache(1024)
def _place(name: str) -> int | None:
    return WANTED.get(name.lower())


def headers_of(answer: Said) -> tuple[str, str, str] | None:
    """`Content-Encoding`, `Cache-Control` and `Content-Type` of a response, "" for one that it has
    not; None when no headers were recorded."""
    listed = answer.get("headers")
    if not isinstance(listed, list):
        return None
    found = ["", "", ""]
    for header in listed:
        if isinstance(header, dict):
            # Few kinds of headers are written in few ways: told apart once each.
            place = _place(text_of(header, "name"))
            if place is not None:
                found[place] = text_of(header, "value")
    return found[0], found[1], found[2]


def _script(stack: Value) -> str:
    """The innermost script of a stack trace that has an address."""
    for frame in stack if isinstance(stack, list) else []:
        url = text_of(frame, "url") if isinstance(frame, dict) else ""
        if url:
            return url
    return ""
