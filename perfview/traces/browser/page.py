"""The page a browser recording is about: its frame, its renderer, its main thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, number_of, rows_named, said_of, text_of
from perfview.traces.browser.navigations import (
    Navigation,
    Started,
    navigations,
    started,
    with_marks,
)
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind

MAIN_THREAD = "CrRendererMain"
"""What Chrome calls a renderer's main thread."""

PAGE_WORK = (
    "FunctionCall",
    "EvaluateScript",
    "ParseHTML",
    "UpdateLayoutTree",
    "Layout",
    "Paint",
    "EventDispatch",
    "FireAnimationFrame",
    "TimerFire",
    "ResourceSendRequest",
)
"""Work that only a page's own thread does: it tells the main thread where no name does."""

BROWSER_S_OWN = ("chrome:", "chrome-extension:", "chrome-untrusted:", "devtools:", "about:")
"""Schemes of the browser's own surfaces, which are recorded beside the page."""

ADDRESSED = ("CommitLoad", "ParseHTML", "ResourceSendRequest", "EvaluateScript", "FunctionCall")
"""Events that tell the address of the page, or of what it loads and runs."""

ASKED = 2000
"""Events of one kind that are asked for their address: who shows a page says so soon."""

OF_PAGES = ("http:", "https:", "file:")


@dataclass(frozen=True)
class Page:
    """The one page that was recorded, of all that a browser shows.

    `frame` is the main frame's id, `frames` the ids of it and of all frames inside it; "" and
    empty when the recording names none. `track` and `process` (indices of the model's tracks and
    processes) are the main thread and the renderer of the last navigation; `tracks` the main
    threads of all navigations, each once. `navigations` are by time and never empty: a page that
    was there before the recording began has one without `row`.
    """

    frame: str
    frames: frozenset[str]
    url: str
    process: int
    track: int
    tracks: tuple[int, ...]
    navigations: tuple[Navigation, ...]
    start_ns: int
    end_ns: int

    def navigation_at(self, time_ns: int) -> Navigation:
        """The navigation whose document was shown, or being loaded, at a time."""
        begun = [each for each in self.navigations if each.start_ns <= time_ns]
        return begun[-1] if begun else self.navigations[0]


@dataclass(frozen=True)
class _Frame:
    id: str
    parent: str
    url: str
    process_id: int
    is_main: bool


def page_of(study: Study) -> Page | None:
    """The page of this recording; None when it is none of a browser's.

    Raises `UnreadableInput` when the file has changed since it was read.
    """
    return study.once("browser.page", lambda: _find(study))


def _find(study: Study) -> Page | None:
    if not study.model.threads or not len(study.model):
        return None
    frames = _frames(study)
    starts = started(study)
    main = _main_frame(study, frames, starts)
    own = navigations(study, [start for start in starts if start.frame == main])
    if not own:
        before = _shown_before(study, main, frames)
        own = with_marks(study, (before,)) if before is not None else ()
    if not own:
        return None
    last = own[-1]
    return Page(
        frame=main,
        frames=_inside(main, frames),
        url=last.url,
        process=last.process,
        track=last.track,
        tracks=tuple(dict.fromkeys(each.track for each in own)),
        navigations=own,
        start_ns=own[0].start_ns,
        end_ns=int(study.model.end_ns.max()),
    )


def _frames(study: Study) -> list[_Frame]:
    """The frames as the browser's process tells of them, in the order of the recording."""
    rows = rows_named(study, "TracingStartedInBrowser", "FrameCommittedInBrowser", "CommitLoad")
    rows = rows[np.argsort(study.model.start_ns[rows], kind="stable")]
    found: list[_Frame] = []
    for said in said_of(study, rows):
        listed = said.get("frames")
        each = listed if isinstance(listed, list) else [said]
        found += [_frame(one) for one in each if isinstance(one, dict)]
    return [frame for frame in found if frame.id]


def _frame(said: Said) -> _Frame:
    parent = text_of(said, "parent")
    return _Frame(
        id=text_of(said, "frame"),
        parent=parent,
        url=text_of(said, "url"),
        process_id=int(number_of(said, "processId")),
        is_main=not parent and bool(said.get("isOutermostMainFrame", True)),
    )


def _main_frame(study: Study, frames: list[_Frame], starts: list[Started]) -> str:
    """The main frame that shows somebody's page: the one that moved most, then the first."""
    names = [frame.id for frame in frames if frame.is_main]
    named = dict.fromkeys(names or [start.frame for start in starts])
    if not named:
        return ""

    def rank(name: str) -> tuple[bool, int]:
        urls = [frame.url for frame in frames if frame.id == name]
        urls += [start.url for start in starts if start.frame == name]
        return any(is_somebodys(url) for url in urls), len(urls)

    return max(named, key=rank)


def is_somebodys(url: str) -> bool:
    """Whether an address is a page's and not one of the browser's own surfaces."""
    return bool(url) and not url.startswith(BROWSER_S_OWN)


def _inside(main: str, frames: list[_Frame]) -> frozenset[str]:
    """The main frame and all frames that stand in it, however deep."""
    inside = {main} if main else set()
    while True:
        more = {frame.id for frame in frames if frame.parent in inside} - inside
        if not more:
            return frozenset(inside)
        inside |= more


def _shown_before(study: Study, main: str, frames: list[_Frame]) -> Navigation | None:
    """The document that was there when the recording began, found by what its thread does."""
    mine = [frame for frame in frames if frame.id == main]
    known = [frame.process_id for frame in mine if frame.process_id >= 0]
    track = _main_thread(study, known[-1] if known else -1)
    if track < 0:
        return None
    model = study.model
    return Navigation(
        id="",
        frame=main,
        url=mine[-1].url if mine else "",
        row=-1,
        track=track,
        process=int(model.threads.tracks.process[track]),
        start_ns=int(model.start_ns.min()),
        end_ns=int(model.end_ns.max()),
    )


def _main_thread(study: Study, process_id: int) -> int:
    """The track of a renderer's main thread, that process' if it is known; -1 for none.

    By whether it works on somebody's page, by its name, then by how much of such work is on it.
    """
    tracks = study.model.threads.tracks
    done = np.array(
        [
            np.bincount(tracks.of_span[rows_named(study, name)], minlength=len(tracks))
            for name in PAGE_WORK
        ]
    )
    is_thread = tracks.kind == np.uint8(TrackKind.THREAD)
    named = is_thread & np.array(
        [study.model.strings[int(name)] == MAIN_THREAD for name in tracks.name], np.bool_
    )
    # One kind of slice alone may be anybody's: games have a `Layout` and a `Paint` too.
    busy = is_thread & ((done > 0).sum(axis=0) >= 2)
    here = np.isin(tracks.process, np.flatnonzero(tracks.process_id == process_id))
    shows = _shows_a_page(study)
    for among in (named & here, busy & here, named & shows, busy & shows, named, busy):
        if among.any():
            return int(np.argmax(np.where(among, done.sum(axis=0), -1)))
    return -1


def _shows_a_page(study: Study) -> NDArray[np.bool_]:
    """Which tracks load or run what has an address of somebody's page, bool (tracks)."""
    tracks = study.model.threads.tracks
    rows = np.concatenate([rows_named(study, name)[:ASKED] for name in ADDRESSED])
    shows = np.zeros(len(tracks), np.bool_)
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        if text_of(said, "url").startswith(OF_PAGES):
            shows[tracks.of_span[row]] = True
    return shows
