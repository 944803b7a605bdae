"""Makes up a recording of a browser as Chrome writes it, the same for the same number of events.

Four processes with threads that run tasks: nested complete slices (children before their parent, as
Chrome flushes them), B/E pairs, instants, async requests and animations, flows between threads,
heap counters, names.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

DATA = Path(__file__).parent / "data"
_WORK = (
    "FunctionCall", "UpdateLayoutTree", "Layout", "Paint", "EvaluateScript", "TimerFire",
    "ParseHTML", "V8.Execute", "MinorGC", "CompositeLayers", "EventDispatch", "XHRReadyStateChange",
)  # fmt: skip
_TIMELINE = "devtools.timeline"
_TOPLEVEL = "disabled-by-default-devtools.timeline"

Event = dict[str, Any]


class _Thread:
    """One thread: where its clock stands."""

    def __init__(self, pid: int, tid: int, name: str, now: int) -> None:
        self.pid, self.tid, self.name, self.now = pid, tid, name, now

    def event(self, phase: str, name: str, ts: int, category: str = _TIMELINE) -> Event:
        """An event of this thread with the keys every event has, in Chrome's order."""
        here = {"cat": category, "name": name, "ph": phase, "pid": self.pid, "tid": self.tid}
        return {"args": {}, **here, "ts": ts, "tts": max(0, ts - 2_673_000_000)}


def thread_recording(events: int) -> Path:
    """The file with that many events, made when it is not there yet."""
    path = DATA / f"browser-{events}.chrome.json"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(b'{"traceEvents":[')
            for number, event in enumerate(_events(events)):
                file.write((b",\n" if number else b"") + orjson.dumps(event))
            file.write(b'],"metadata":{"source":"made up","cpu-brand":"none"}}')
        unfinished.rename(path)
    return path


def _events(wanted: int) -> Iterator[Event]:
    chance = random.Random(1)
    threads = list(_threads())
    count = 0
    for event in _names(threads):
        yield event
        count += 1
    number = 0
    while count < wanted:
        number += 1
        thread = threads[chance.randrange(len(threads))]
        for event in _task(chance, thread, threads, number):
            yield event
            count += 1
            if count == wanted:
                return


def _threads() -> Iterator[_Thread]:
    start = 2_673_252_854
    for pid, name in ((5955, "CrBrowserMain"), (6038, "CrRendererMain"), (6044, "CrRendererMain")):
        yield _Thread(pid, pid, name, start + pid)
        for more, role in enumerate(
            ("Compositor", "ThreadPoolForegroundWorker", "Chrome_IOThread")
        ):
            yield _Thread(pid, pid + 1 + more, role, start + pid + more)
    yield _Thread(5990, 5990, "CrGpuMain", start)


def _names(threads: list[_Thread]) -> Iterator[Event]:
    roles = {5955: "Browser", 6038: "Renderer", 6044: "Renderer", 5990: "GPU Process"}
    for pid, name in roles.items():
        about = _Thread(pid, pid, name, 0).event("M", "process_name", 0, "__metadata")
        yield about | {"args": {"name": name}}
    for thread in threads:
        about = thread.event("M", "thread_name", 0, "__metadata")
        yield about | {"args": {"name": thread.name}}


def _task(
    chance: random.Random, thread: _Thread, threads: list[_Thread], number: int
) -> Iterator[Event]:
    """One task with what happens in it, its clock moved on behind it."""
    start = thread.now + chance.randrange(5, 900)
    at = start + chance.randrange(1, 4)
    if number % 3 == 0:
        yield _flow(thread, "s", number, at)
    for _ in range(chance.randrange(1, 6)):
        inner = at + 1
        for _ in range(chance.randrange(0, 3)):
            length = chance.randrange(1, 120)
            yield _complete(chance, thread, chance.choice(_WORK), inner, length)
            inner += length + 1
        yield _complete(chance, thread, chance.choice(_WORK), at, inner + 3 - at)
        at = inner + 5
    if number % 7 == 0:
        yield thread.event("B", "V8.GCScavenger", at, "v8")
        yield thread.event("E", "V8.GCScavenger", at + 40, "v8")
        at += 42
    if number % 5 == 0:
        said = {"data": {"frame": f"{chance.getrandbits(64):016X}"}}
        yield thread.event("I", "ScheduleStyleRecalculation", at) | {"s": "t", "args": said}
    if number % 11 == 0:
        used = {"usedSize": chance.randrange(10**6, 10**8), "nodes": chance.randrange(900)}
        yield thread.event("C", "UpdateCounters", at) | {"args": used}
    if number % 4 == 0:
        yield from _request(chance, thread, number, at)
    done = at + chance.randrange(2, 30)
    task = thread.event("X", "RunTask", start, _TOPLEVEL)
    yield task | {"dur": done - start, "tdur": done - start - 1}
    thread.now = done
    if number % 3 == 0:
        other = threads[chance.randrange(len(threads))]
        other.now = max(other.now, done)
        yield _flow(other, "f", number, other.now + 1) | {"bp": "e"}


def _complete(chance: random.Random, thread: _Thread, name: str, ts: int, duration: int) -> Event:
    said = {"data": {"url": f"http://shop.example/app.js?{chance.randrange(40)}", "line": ts % 900}}
    event = thread.event("X", name, ts) | {"dur": duration, "tdur": duration}
    return event | ({"args": said} if ts % 3 == 0 else {})


def _flow(thread: _Thread, phase: str, number: int, ts: int) -> Event:
    return thread.event(phase, "ThreadPool_PostTask", ts, "toplevel.flow") | {"id": number}


def _request(chance: random.Random, thread: _Thread, number: int, ts: int) -> Iterator[Event]:
    """Async work that begins in this task and ends later."""
    name, category = ("URLRequest", "netlog") if number % 8 == 0 else ("Animation", "blink")
    which = {"id2": {"local": hex(number)}}
    said = {"params": {"url": f"http://shop.example/api/items/{number % 500}", "method": "GET"}}
    yield thread.event("b", name, ts, category) | which | {"args": said}
    yield thread.event("e", name, ts + chance.randrange(100, 9000), category) | which
