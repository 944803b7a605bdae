"""Makes up a large labelled CPU profile as pprof has it, the same for the same variant.

A service of thousands of functions in which requests take some 55,000 ways; every sample is
labelled with its endpoint, customer and request. The second variant is the same service after a
change: some ways are taken more often, some functions are new, some are gone.
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.tracks import chunk, number, varint

DATA = Path(__file__).parent / "data"
FUNCTIONS, STACKS, ENDPOINTS, CUSTOMERS = 12_000, 55_000, 24, 120
PERIOD_NS = 10_000_000


class Texts:
    """The table of texts, each once."""

    def __init__(self) -> None:
        self.ids = {"": 0}

    def __call__(self, text: str) -> int:
        return self.ids.setdefault(text, len(self.ids))


def pprof_recording(samples: int, variant: int = 1) -> Path:
    """The file with that many samples, made when it is not there yet; variant 1 or 2."""
    path = DATA / f"service-{samples}.cpu-{variant}.pb.gz"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(gzip.compress(_profile(samples, variant), 6, mtime=0))
        unfinished.rename(path)
    return path


def _profile(samples: int, variant: int) -> bytes:
    text = Texts()
    out = bytearray()
    for kind, unit in (("samples", "count"), ("cpu", "nanoseconds")):
        out += chunk(1, number(1, text(kind)) + number(2, text(unit)))
    out += _samples(samples, variant, text)
    out += _code(variant, text)
    for each in text.ids:
        out += chunk(6, each)
    out += number(9, 1_763_700_000_000_000_000) + number(10, samples * PERIOD_NS // 8)
    out += chunk(11, number(1, text("cpu")) + number(2, text("nanoseconds")))
    return bytes(out + number(12, PERIOD_NS))


def _samples(samples: int, variant: int, text: Texts) -> bytes:
    chance = random.Random(variant)
    ways = _ways(variant)
    weights = [1 / (rank + 8) for rank in range(len(ways))]
    endpoint = [_label(text, "endpoint", f"/v1/thing{i}") for i in range(ENDPOINTS)]
    customer = [_label(text, "customer", f"customer-{i:04}") for i in range(CUSTOMERS)]
    size, unit = text("request"), text("bytes")
    out = bytearray()
    for way in chance.choices(ways, weights, k=samples):
        times = 1 + (chance.random() < 0.1)
        values = varint(times) + varint(times * PERIOD_NS)
        bytes_asked = number(1, size) + number(3, 1 << chance.randrange(8, 16)) + number(4, unit)
        labels = chance.choice(endpoint) + chance.choice(customer) + chunk(3, bytes_asked)
        out += chunk(2, chunk(1, way) + chunk(2, values) + labels)
    return bytes(out)


def _label(text: Texts, key: str, value: str) -> bytes:
    return chunk(3, number(1, text(key)) + number(2, text(value)))


def _ways(variant: int) -> list[bytes]:
    """Stacks as lists of locations, leaf first. Most of them both variants have."""
    chance = random.Random(7)
    different: dict[bytes, None] = {}
    while len(different) < STACKS:
        different[_way(chance.randrange)] = None
    ways = list(different)
    if variant > 1:
        other = random.Random(variant)
        for place in other.sample(range(STACKS), STACKS // 20):
            ways[place] = _way(other.randrange)
    return ways


def _way(below: Callable[[int], int]) -> bytes:
    """A request's way through layers of code: the deeper, the more there is to choose from."""
    depth = 8 + below(18)
    at, frames = 1, [1]
    for level in range(depth):
        # Most calls are always the same; every fourth has a choice.
        choice = below(3 + level) if level % 4 == 0 else 0
        at = 1 + (at * 31 + choice * 7919 + level) % FUNCTIONS
        frames.append(at)
    return b"".join(varint(frame) for frame in reversed(frames))


def _code(variant: int, text: Texts) -> bytes:
    out = bytearray(chunk(3, number(1, 1) + number(2, 0x400000) + number(3, 0x4000000)))
    for at in range(1, FUNCTIONS + 1):
        out += chunk(4, _location(at)) + chunk(5, _function(at, variant, text))
    return bytes(out)


def _location(at: int) -> bytes:
    """One instruction; every ninth is in a function that was inlined into another."""
    lines = chunk(4, number(1, at) + number(2, 10 + at % 800))
    if at % 9 == 0:
        lines += chunk(4, number(1, 1 + at * 17 % FUNCTIONS) + number(2, 33))
    return number(1, at) + number(2, 1) + number(3, 0x400000 + 64 * at) + lines


def _function(at: int, variant: int, text: Texts) -> bytes:
    word = "newer" if variant > 1 and at % 400 == 0 else "handle"
    name = text(f"example.com/service/internal/part{at % 150}.{word}{at}")
    file = text(f"/src/service/internal/part{at % 150}/file{at % 11}.go")
    names = number(2, name) + number(3, name) + number(4, file)
    return number(1, at) + names + number(5, 5 + at % 700)
