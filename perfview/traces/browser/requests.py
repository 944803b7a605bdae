"""The network requests of a page, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, number_of, text_of
from perfview.traces.browser.initiators import initiators
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.request_events import Clock, Timing, Told, timing_of, told_of
from perfview.traces.study import Study


class Blocking(IntEnum):
    """What waits for a request's answer, as Chrome says it (`renderBlocking`)."""

    UNKNOWN = 0
    NOTHING = 1
    PARSER = 2
    """The parser stands still, but what comes before may be painted."""
    RENDERING = 3
    MAYBE = 4


MOST_BYTES = 1 << 53
HIGHEST_STATUS = 999
_BLOCKING = {
    "blocking": Blocking.RENDERING,
    "in_body_parser_blocking": Blocking.PARSER,
    "non_blocking": Blocking.NOTHING,
    "dynamically_injected_non_blocking": Blocking.NOTHING,
    "potentially_blocking": Blocking.MAYBE,
}


@dataclass(frozen=True)
class Requests:
    """r requests by start; those over a network only, none for `data:` and the like.

    Texts are tuples of r, "" for what is not told: `url` is the last of a chain of redirects,
    `first_url` the first; `kind` is Chrome's resource type (Document, Script, Stylesheet, Image,
    Font, Fetch, XHR, Other), `fetch` how it was asked for (fetch, xmlhttprequest, img, css, script,
    link …) and `cause` by what (parser, script, other), `hint` the page's fetchpriority, `priority`
    the last and `first_priority` the first it had; `encoding`, `caching` and `content_type` are
    headers of the answer, which are known where `has_headers`.

    Times are int64 (r), ns of the model, -1 unknown. `start_ns`: the page (for a document: the
    browser) wants it; `begun_ns`: the network takes it on; `sent_ns`, `sent_off_ns`: its first and
    last byte go out; `headers_ns`: the answer's headers are there; `end_ns`: all of it is (never
    -1: where no end was recorded, the last that is known); `handled_ns`: the page hears of that.
    `name_lookup_ns`, `connect_ns` (with `secure_ns`): durations, 0 for none.

    `row`, `answered_row`, `finished_row` int32: the events that prove it, -1 none. `track` int32:
    who asked. `navigation` int32 into the page's. `status` int32, 0 unknown; `encoded` (bytes over
    the wire, headers included) and `decoded` int64, -1 unknown; `blocking` uint8 (`Blocking`).
    Request i was asked for hop_first[i + 1] - hop_first[i] times (int64 (r + 1)), each but the last
    answered by a redirect: at hop_ns int64, as row hop_row int32 says. `initiator` int32: the
    request whose answer asked for this one, -1 not known. The others are bool (r).
    """

    id: tuple[str, ...]
    url: tuple[str, ...]
    first_url: tuple[str, ...]
    method: tuple[str, ...]
    kind: tuple[str, ...]
    fetch: tuple[str, ...]
    cause: tuple[str, ...]
    hint: tuple[str, ...]
    priority: tuple[str, ...]
    first_priority: tuple[str, ...]
    mime: tuple[str, ...]
    protocol: tuple[str, ...]
    encoding: tuple[str, ...]
    caching: tuple[str, ...]
    content_type: tuple[str, ...]
    row: NDArray[np.int32]
    answered_row: NDArray[np.int32]
    finished_row: NDArray[np.int32]
    track: NDArray[np.int32]
    navigation: NDArray[np.int32]
    status: NDArray[np.int32]
    blocking: NDArray[np.uint8]
    start_ns: NDArray[np.int64]
    begun_ns: NDArray[np.int64]
    sent_ns: NDArray[np.int64]
    sent_off_ns: NDArray[np.int64]
    headers_ns: NDArray[np.int64]
    end_ns: NDArray[np.int64]
    handled_ns: NDArray[np.int64]
    name_lookup_ns: NDArray[np.int64]
    connect_ns: NDArray[np.int64]
    secure_ns: NDArray[np.int64]
    encoded: NDArray[np.int64]
    decoded: NDArray[np.int64]
    is_document: NDArray[np.bool_]
    is_cached: NDArray[np.bool_]
    from_worker: NDArray[np.bool_]
    is_failed: NDArray[np.bool_]
    is_finished: NDArray[np.bool_]
    is_preload: NDArray[np.bool_]
    is_synchronous: NDArray[np.bool_]
    has_headers: NDArray[np.bool_]
    hop_first: NDArray[np.int64]
    hop_row: NDArray[np.int32]
    hop_ns: NDArray[np.int64]
    initiator: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.url)

    @property
    def duration_ns(self) -> NDArray[np.int64]:
        """From wanting to having it, int64 ns (r)."""
        return self.end_ns - self.start_ns

    @property
    def answered_ns(self) -> NDArray[np.int64]:
        """When a script that awaits the answer, not its content, goes on: int64 ns (r)."""
        return np.where(self.headers_ns >= 0, np.minimum(self.headers_ns, self.end_ns), self.end_ns)

    @property
    def server_ns(self) -> NDArray[np.int64]:
        """From the last byte sent to the answer's headers, int64 ns (r), -1 unknown."""
        known = (self.headers_ns >= 0) & (self.sent_off_ns >= 0)
        return np.where(known, np.maximum(self.headers_ns - self.sent_off_ns, 0), -1)

    @property
    def queued_ns(self) -> NDArray[np.int64]:
        """Waited for a free connection, beyond looking it up and opening it: int64 ns (r), 0 none.

        A document waits for its renderer and its redirects too; for it this is 0.
        """
        known = (self.sent_ns >= 0) & ~self.is_document
        waited = self.sent_ns - self.start_ns - self.name_lookup_ns - self.connect_ns
        return np.where(known, np.maximum(waited, 0), 0)

    def rows(self, i: int) -> list[int]:
        """The events that prove request i: hops, answered, finished."""
        hops = self.hop_row[self.hop_first[i] : self.hop_first[i + 1]].tolist()
        others = (self.row[i], self.answered_row[i], self.finished_row[i])
        return list(dict.fromkeys([*hops, *(int(row) for row in others if row >= 0)]))


def requests_of(study: Study) -> Requests:
    """The requests of the recorded page, its frames and its workers; none when there is no page.

    Raises `UnreadableInput` when the file has changed since it was read.
    """
    return study.once("browser.requests", lambda: _requests(study))


_NUMBERS = (
    "row",
    "answered_row",
    "finished_row",
    "track",
    "status",
    "blocking",
    "start_ns",
    "begun_ns",
    "sent_ns",
    "sent_off_ns",
    "headers_ns",
    "end_ns",
    "handled_ns",
    "name_lookup_ns",
    "connect_ns",
    "secure_ns",
    "encoded",
    "decoded",
    "is_document",
    "is_cached",
    "from_worker",
    "is_failed",
    "is_finished",
    "is_preload",
    "has_headers",
)
_TEXTS = (
    "id",
    "url",
    "first_url",
    "method",
    "kind",
    "fetch",
    "cause",
    "hint",
    "priority",
    "first_priority",
    "mime",
    "protocol",
    "encoding",
    "caching",
    "content_type",
)
_TYPES: dict[str, type[np.generic]] = {
    "row": np.int32,
    "answered_row": np.int32,
    "finished_row": np.int32,
    "track": np.int32,
    "status": np.int32,
    "blocking": np.uint8,
}


def _requests(study: Study) -> Requests:
    page = page_of(study)
    told = told_of(study) if page is not None else []
    clock = Clock(study, told)
    documents = frozenset(each.id for each in page.navigations if each.id) if page else frozenset()
    mine = [each for each in told if page is not None and _is_of(page, study, each)]
    made = [_Made(study, documents, clock, each) for each in mine]
    made.sort(key=lambda each: each.start_ns)
    columns = _columns([each.numbers for each in made])
    begun = np.array([each.start_ns for each in page.navigations] if page else [], np.int64)
    navigation = np.searchsorted(begun, columns["start_ns"], side="right") - 1
    texts = _told_apart([each.texts for each in made])
    hops = [hop for each in made for hop in each.hops]
    first = np.cumsum([0, *(len(each.hops) for each in made)]).astype(np.int64)
    sources = [each.told.source for each in made]
    return Requests(
        **texts,
        **columns,
        navigation=np.maximum(navigation, 0).astype(np.int32),
        is_synchronous=_synchronous(study, columns, texts["fetch"]),
        hop_first=first,
        hop_row=np.array(hops, np.int32),
        hop_ns=study.model.start_ns[np.array(hops, np.int32)],
        initiator=initiators(sources, texts["url"], columns["start_ns"]),
    )


def _columns(rows: list[tuple[int, ...]]) -> dict[str, Any]:
    """The numbers of `_NUMBERS`, an array each."""
    table = np.array(rows, np.int64).reshape(-1, len(_NUMBERS))
    found = {}
    for i, name in enumerate(_NUMBERS):
        is_flag = name.startswith(("is_", "has_", "from_"))
        found[name] = table[:, i].astype(np.bool_ if is_flag else _TYPES.get(name, np.int64))
    return found


def _told_apart(rows: list[tuple[str, ...]]) -> dict[str, Any]:
    """The texts of `_TEXTS`, a tuple each; equal ones are one."""
    known: dict[str, str] = {}
    columns = zip(*rows, strict=True) if rows else [()] * len(_TEXTS)
    return {
        name: tuple(known.setdefault(text, text) for text in column)
        for name, column in zip(_TEXTS, columns, strict=True)
    }


def _is_of(page: Page, study: Study, told: Told) -> bool:
    """Whether the page, a frame in it or one of its workers asked."""
    frame = text_of(told.asked, "frame")
    if frame in page.frames:
        return True
    tracks = study.model.threads.tracks
    process = int(tracks.process[tracks.of_span[told.sent[-1]]])
    same = process in {each.process for each in page.navigations}
    return same and (not frame or not page.frames)


class _Made:
    """One request's place in the columns."""

    __slots__ = ("hops", "numbers", "start_ns", "texts", "told")

    def __init__(self, study: Study, documents: frozenset[str], clock: Clock, told: Told) -> None:
        self.told = told
        start = study.model.start_ns
        is_document = text_of(told.asked, "requestId") in documents
        several = len(told.announced) >= len(told.sent)
        self.hops = told.announced if is_document and several else told.sent
        self.start_ns = int(start[self.hops[0]])
        handled_ns = int(start[told.finished]) if told.finished >= 0 else -1
        finished_ns = clock.ns(number_of(told.finish, "finishTime"))
        if finished_ns < self.start_ns:
            rows = (told.sent[-1], told.answered) if told.answered >= 0 else told.sent[-1:]
            last_ns = max(int(start[row]) for row in rows)
            finished_ns = handled_ns if handled_ns >= 0 else last_ns
        end_ns = max(self.start_ns, finished_ns)
        track = int(study.model.threads.tracks.of_span[told.sent[-1]])
        moments = (self.start_ns, end_ns, handled_ns, track)
        self.numbers = _numbers(told, moments, timing_of(told.answer, clock), is_document)
        self.texts = _texts(told)


def _numbers(
    told: Told, moments: tuple[int, int, int, int], timing: Timing, is_document: bool
) -> tuple[int, ...]:
    """In the order of `_NUMBERS`."""
    asked, answer, finish = told.asked, told.answer, told.finish
    start_ns, end_ns, handled_ns, track = moments
    return (
        told.sent[-1],
        told.answered,
        told.finished,
        track,
        max(0, min(_whole(answer, "statusCode"), HIGHEST_STATUS)),
        _BLOCKING.get(text_of(asked, "renderBlocking"), Blocking.UNKNOWN).value,
        start_ns,
        timing.begun_ns,
        timing.sent_ns,
        timing.sent_off_ns,
        timing.headers_ns,
        end_ns,
        handled_ns,
        timing.name_lookup_ns,
        timing.connect_ns,
        timing.secure_ns,
        _whole(finish, "encodedDataLength"),
        _whole(finish, "decodedBodyLength"),
        is_document,
        told.cached or answer.get("fromCache") is True,
        answer.get("fromServiceWorker") is True,
        finish.get("didFail") is True,
        told.finished >= 0,
        asked.get("isLinkPreload") is True,
        told.headers is not None,
    )


def _whole(said: Said, key: str) -> int:
    """A count; -1 for none and for more than any answer has."""
    value = number_of(said, key)
    return int(value) if 0 <= value < MOST_BYTES else -1


def _texts(told: Told) -> tuple[str, ...]:
    """In the order of `_TEXTS`."""
    asked, answer = told.asked, told.answer
    first = text_of(asked, "priority")
    return (
        text_of(asked, "requestId"),
        text_of(asked, "url"),
        told.first_url,
        text_of(asked, "requestMethod"),
        text_of(asked, "resourceType"),
        told.fetch,
        told.cause,
        text_of(asked, "fetchPriorityHint"),
        told.priority or first,
        first,
        text_of(answer, "mimeType"),
        text_of(answer, "protocol"),
        *(told.headers or ("", "", "")),
    )


def _synchronous(
    study: Study, columns: dict[str, Any], fetch: tuple[str, ...]
) -> NDArray[np.bool_]:
    """Whether the slice that sent a request was still running when the answer was handled.

    Its thread stood still meanwhile: what is asked for without waiting is handled in a later task.
    """
    row, answered = columns["row"], columns["answered_row"]
    found = np.zeros(len(row), np.bool_)
    if not len(row):
        return found
    could = np.array([how == "xmlhttprequest" for how in fetch], np.bool_) & (answered >= 0)
    around = study.structure.parent[row]
    same = study.model.threads.tracks.of_span[row] == study.model.threads.tracks.of_span[answered]
    ends = study.model.end_ns[around]
    held: NDArray[np.bool_] = could & same & (around >= 0) & (ends > study.model.start_ns[answered])
    return held
