"""Makes up a Perfetto recording of a busy program, the same for the same seed.

Several threads, a sequence each, as Chrome and the Perfetto SDK write them: names and categories by
number, times as differences on a clock of the sequence's own, annotations, flows, a counter beside
the slices, and the state begun anew now and then.
"""

from __future__ import annotations

import random
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"

THREADS = (
    ("browser", 100, "CrBrowserMain"),
    ("browser", 101, "Chrome_IOThread"),
    ("browser", 102, "ThreadPoolForegroundWorker"),
    ("renderer", 200, "CrRendererMain"),
    ("renderer", 201, "Compositor"),
    ("renderer", 202, "ThreadPoolForegroundWorker"),
    ("gpu", 300, "CrGpuMain"),
    ("gpu", 301, "VizCompositorThread"),
)
PROCESSES = {"browser": 100, "renderer": 200, "gpu": 300}
NAMES: tuple[str, ...] = (
    "RunTask",
    "FunctionCall",
    "Layout",
    "Paint",
    "EvaluateScript",
    "TimerFire",
    "HandleEvent",
)
NAMES += tuple(f"Receive {word}Message" for word in ("Frame", "Widget", "Input", "Loader", "Cache"))
CATEGORIES = ("toplevel", "devtools.timeline", "v8", "loading")
KEYS = ("data", "url", "size", "mojo_hash")
BOOT_NS = 13_000_000_000_000
STATE_EVENTS = 20_000
BEGIN, END, INSTANT = 1, 2, 3
MONOTONIC, BOOT, OWN = 3, 6, 64


def varint(value: int) -> bytes:
    """A number of protobuf; negative ones as 64 bits."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    """A field that is a number."""
    return varint(field << 3) + varint(value)


def chunk(field: int, content: bytes | str) -> bytes:
    """A field that is a text or a message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


class Writer:
    """One thread's sequence of packets."""

    def __init__(self, place: int, chance: random.Random) -> None:
        self.process, self.thread_id, self.name = THREADS[place]
        self.sequence = number(10, place + 2)
        self.track, self.counter = (place + 1) << 32, (place + 1) << 32 | 1
        self.chance = chance
        self.time_us, self.cpu_us = BOOT_NS // 1000 + place, place * 1000
        self.depth = self.events = 0
        self.told_us = self.told_cpu_us = 0

    def packets(self, flow: int) -> Iterator[bytes]:
        """The next event, and before it whatever is due."""
        if self.events % STATE_EVENTS == 0:
            yield from self.state()
        yield self.event(flow)
        self.events += 1

    def state(self) -> Iterator[bytes]:
        """What a writer says when its state begins anew."""
        pid = PROCESSES[self.process]
        clocks = b"".join(
            chunk(1, number(1, clock) + number(2, time) + more)
            for clock, time, more in (
                (BOOT, self.time_us * 1000, b""),
                (MONOTONIC, self.time_us * 1000 - 7_000_000, b""),
                (OWN, self.time_us, number(3, 1) + number(4, 1000)),
            )
        )
        defaults = number(58, OWN) + chunk(11, number(11, self.track) + number(31, self.counter))
        yield self.sequence + number(13, 1) + chunk(6, clocks) + chunk(59, defaults)
        thread = number(1, pid) + number(2, self.thread_id) + chunk(5, self.name)
        yield self.sequence + chunk(60, number(1, self.track) + number(5, pid) + chunk(4, thread))
        process = number(1, pid) + chunk(6, self.process)
        yield self.sequence + chunk(60, number(1, pid) + chunk(3, process))
        counter = number(1, 1) + number(4, 1000) + number(5, 1)
        yield self.sequence + chunk(
            60, number(1, self.counter) + number(5, self.track) + chunk(8, counter)
        )
        names = [(1, CATEGORIES), (2, NAMES), (3, KEYS)]
        entries = b"".join(
            chunk(kind, number(1, i + 1) + chunk(2, word))
            for kind, words in names
            for i, word in enumerate(words)
        )
        yield self.sequence + number(13, 2) + chunk(12, entries)
        self.told_us, self.told_cpu_us = self.time_us, 0

    def event(self, flow: int) -> bytes:
        """A slice that begins or ends, or an instant."""
        chance = self.chance
        step = int(chance.expovariate(1 / 12)) + 1
        self.time_us += step
        self.cpu_us += step // 2
        closes = self.depth > 0 and (self.depth > 11 or chance.random() < 0.49)
        instant = not closes and chance.random() < 0.04
        kind = END if closes else INSTANT if instant else BEGIN
        self.depth += {BEGIN: 1, END: -1, INSTANT: 0}[kind]
        event = number(9, kind) + number(12, self.cpu_us - self.told_cpu_us)
        if not closes:
            event += number(3, chance.randrange(len(CATEGORIES)) + 1)
            event += number(10, chance.randrange(len(NAMES)) + 1)
            if chance.random() < 0.25:
                event += chunk(4, self.annotation())
            if chance.random() < 0.03:
                event += varint(47 << 3 | 1) + struct.pack("<Q", flow)
        packet = number(8, self.time_us - self.told_us) + self.sequence + number(13, 2)
        self.told_us, self.told_cpu_us = self.time_us, self.cpu_us
        return packet + chunk(11, event)

    def annotation(self) -> bytes:
        """A number, a text or an object."""
        chance, key = self.chance, self.chance.randrange(4)
        if key == 0:
            entries = number(4, chance.randrange(5000)), chunk(6, f"/item/{chance.randrange(999)}")
            inner = zip(("id", "url"), entries, strict=True)
            return number(1, 1) + b"".join(chunk(11, chunk(10, word) + e) for word, e in inner)
        if key == 1:
            return number(1, 2) + chunk(6, f"https://shop.example/item/{chance.randrange(9999)}")
        return number(1, key + 1) + number(3, chance.getrandbits(20 * key - 10))


def packets(events: int, seed: int = 1) -> Iterator[bytes]:
    """The packets of a recording with that many events, each as it stands in the file."""
    chance = random.Random(seed)
    writers = [Writer(place, chance) for place in range(len(THREADS))]
    done = 0
    while done < events:
        # Threads write by turns, a page of a buffer at a time.
        writer = chance.choice(writers)
        for _ in range(min(chance.randrange(20, 60), events - done)):
            for packet in writer.packets(done // 40 + 1):
                yield chunk(1, packet)
            done += 1


def track_recording(events: int) -> Path:
    """The file with that many track events, made when it is not there yet."""
    path = DATA / f"tracks-{events}.pftrace"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.writelines(packets(events))
        unfinished.rename(path)
    return path
