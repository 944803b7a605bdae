"""A discrete-event simulation of services, which records itself as OTLP.

Requests come from outside, each with all its work drawn beforehand: simulated again with one
operation faster, everything else stays the same to the nanosecond. A service has workers, one of
which a request holds from its start to its end, and connections to a database, one of which a
query holds. Waiting for either is in no span: as in reality, only a gap tells of it.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

EPOCH_NS = 1_763_700_000_000_000_000
SERVER, CLIENT = 2, 3

Happening = Generator["Pause | Queue | Process", None, None]


@dataclass(frozen=True)
class Work:
    """The operation's own work: its mean in ms and how much it varies (of a gamma, cv)."""

    mean_ms: float
    spread: float = 0.6


@dataclass(frozen=True)
class Query:
    """A statement of the operation's database, its mean in ms."""

    name: str
    mean_ms: float
    spread: float = 0.8


@dataclass(frozen=True)
class Call:
    """A call of another service's operation, taken with this chance."""

    operation: str
    chance: float = 1.0


@dataclass(frozen=True)
class Together:
    """Calls that run side by side; the operation goes on when all have returned."""

    calls: tuple[Call, ...]


Step = Work | Query | Call | Together


@dataclass(frozen=True)
class Operation:
    """What a service does for one kind of request."""

    service: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Service:
    """How many requests and queries each of its copies has in hand at most (0 for any number).

    Requests go to a copy by chance, as behind a load balancer that knows nothing.
    """

    workers: int = 0
    connections: int = 0
    copies: int = 1


@dataclass(frozen=True)
class World:
    """Services and what they do, by name; endpoints with their requests per second.

    `burst` is how many requests come at once, 1 for a Poisson process.
    """

    name: str
    services: dict[str, Service]
    operations: dict[str, Operation]
    endpoints: dict[str, float]
    burst: int = 1


@dataclass(slots=True)
class Span:
    """One recorded span, times in ns."""

    trace: int
    number: int
    parent: int
    service: str
    name: str
    kind: int
    start: int
    end: int = 0
    system: str = ""
    """The database, of a query."""
    copy: int = 0
    """The copy of its service that it ran on."""


@dataclass(slots=True)
class Plan:
    """Everything one operation will do for one request, already drawn: times in ns."""

    operation: str
    copy: int = 0
    steps: list[tuple[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class Queue:
    """Places that are taken in turn; a process that yields one goes on when it has a place."""

    free: int
    line: deque[Process] = field(default_factory=deque)


@dataclass(slots=True)
class Pause:
    """A process that yields one goes on after so many ns."""

    ns: int


@dataclass(slots=True)
class Process:
    """Something that happens; a process that yields one goes on when it has ended."""

    happening: Happening
    awaited_by: list[Process] = field(default_factory=list)
    has_ended: bool = False


def arrivals(world: World, requests: int, seed: int) -> Iterator[tuple[int, Plan]]:
    """When requests come and what each will do."""
    chance = random.Random(seed)
    rate = sum(world.endpoints.values())
    names, weights = list(world.endpoints), list(world.endpoints.values())
    now = 0.0
    for number in range(requests):
        if number % world.burst == 0:
            now += chance.expovariate(rate / world.burst)
        together = chance.random() * 2e-3 if world.burst > 1 else 0.0
        name = chance.choices(names, weights)[0]
        yield round((now + together) * 1e9), _plan(world, name, chance)


def _plan(world: World, name: str, chance: random.Random) -> Plan:
    operation = world.operations[name]
    plan = Plan(name, chance.randrange(world.services[operation.service].copies))
    for step in operation.steps:
        if isinstance(step, Work):
            plan.steps.append(("work", _drawn(step.mean_ms, step.spread, chance)))
        elif isinstance(step, Query):
            plan.steps.append(("query", (step.name, _drawn(step.mean_ms, step.spread, chance))))
        else:
            calls = step.calls if isinstance(step, Together) else (step,)
            taken = [c for c in calls if chance.random() < c.chance]
            called = [(_plan(world, c.operation, chance), _latency(chance)) for c in taken]
            if isinstance(step, Together):
                plan.steps.append(("together", called))
            else:
                plan.steps += [("together", [each]) for each in called]
    return plan


def _drawn(mean_ms: float, spread: float, chance: random.Random) -> int:
    shape = 1 / spread**2
    return round(chance.gammavariate(shape, mean_ms / shape) * 1e6) + 1000


def _latency(chance: random.Random) -> tuple[int, int]:
    there, back = (round((0.15 + chance.expovariate(12)) * 1e6) for _ in range(2))
    return there, back


class Simulation:
    """Runs a world; `faster` is what remains of an operation's own work (or a query's), 0 to 1."""

    def __init__(self, world: World, faster: dict[str, float] | None = None) -> None:
        self.world = world
        self.spans: list[Span] = []
        self._faster = faster or {}
        self._now = self._number = 0
        self._agenda: list[tuple[int, int, Process]] = []
        pools = world.services.items()
        endless = 1 << 30
        self._workers = {
            name: [Queue(s.workers or endless) for _ in range(s.copies)] for name, s in pools
        }
        self._connections = {
            name: [Queue(s.connections or endless) for _ in range(s.copies)] for name, s in pools
        }

    def run(self, requests: int, seed: int) -> list[Span]:
        """All requests from the first to the last; the spans in order of their start."""
        for trace, (when, plan) in enumerate(arrivals(self.world, requests, seed), 1):
            self._at(when, Process(self._request(trace, plan)))
        while self._agenda:
            self._now, _, process = heapq.heappop(self._agenda)
            self._resume(process)
        return self.spans

    def _at(self, when: int, process: Process) -> None:
        self._number += 1
        heapq.heappush(self._agenda, (when, self._number, process))

    def _resume(self, process: Process) -> None:
        for wanted in process.happening:
            if isinstance(wanted, Pause):
                self._at(self._now + wanted.ns, process)
                return
            if isinstance(wanted, Process):
                if not wanted.has_ended:
                    wanted.awaited_by.append(process)
                    return
            elif wanted.free:
                wanted.free -= 1
            else:
                wanted.line.append(process)
                return
        process.has_ended = True
        for other in process.awaited_by:
            self._at(self._now, other)

    def _leave(self, queue: Queue) -> None:
        if queue.line:
            # Waking up takes a moment.
            self._at(self._now + 5_000, queue.line.popleft())
        else:
            queue.free += 1

    def _open(self, trace: int, parent: int, service: str, name: str, kind: int) -> Span:
        span = Span(trace, len(self.spans) + 1, parent, service, name, kind, self._now)
        self.spans.append(span)
        return span

    def _request(self, trace: int, plan: Plan) -> Happening:
        root = self._open(trace, 0, "edge", plan.operation, SERVER)
        yield Pause(200_000)
        yield from self._call(root, plan, (150_000, 150_000))
        root.end = self._now

    def _call(self, above: Span, plan: Plan, latency: tuple[int, int]) -> Happening:
        name = f"call {plan.operation}"
        client = self._open(above.trace, above.number, above.service, name, CLIENT)
        client.copy = above.copy
        yield Pause(latency[0])
        yield from self._serve(above.trace, client.number, plan)
        yield Pause(latency[1])
        client.end = self._now

    def _serve(self, trace: int, parent: int, plan: Plan) -> Happening:
        service = self.world.operations[plan.operation].service
        left = self._faster.get(plan.operation, 1.0)
        workers = self._workers[service][plan.copy]
        yield workers
        span = self._open(trace, parent, service, plan.operation, SERVER)
        span.copy = plan.copy
        for kind, what in plan.steps:
            if kind == "work":
                yield Pause(round(what * left))  # type: ignore[operator]
            elif kind == "query":
                yield from self._ask(trace, span, what)  # type: ignore[arg-type]
            else:
                calls = [
                    Process(self._call(span, inner, latency))
                    for inner, latency in what  # type: ignore[attr-defined]
                ]
                for call in calls:
                    self._at(self._now, call)
                yield from calls
        span.end = self._now
        self._leave(workers)

    def _ask(self, trace: int, above: Span, query: tuple[str, int]) -> Happening:
        name, ns = query
        pool = self._connections[above.service][above.copy]
        yield pool
        span = self._open(trace, above.number, above.service, name, CLIENT)
        span.copy = above.copy
        span.system = "postgresql"
        yield Pause(round(ns * self._faster.get(name, 1.0)))
        span.end = self._now
        self._leave(pool)


def write_otlp(spans: list[Span], path: Path) -> None:
    """The recording as OTLP JSON, a resource for each copy of a service."""
    by_copy: dict[tuple[str, int], list[dict[str, object]]] = {}
    for span in spans:
        system = {"key": "db.system", "value": {"stringValue": span.system}}
        written = {
            "traceId": f"{span.trace:032x}",
            "spanId": f"{span.number:016x}",
            "parentSpanId": f"{span.parent:016x}" if span.parent else "",
            "name": span.name,
            "kind": span.kind,
            "startTimeUnixNano": str(EPOCH_NS + span.start),
            "endTimeUnixNano": str(EPOCH_NS + span.end),
            "attributes": [system] if span.system else [],
        }
        by_copy.setdefault((span.service, span.copy), []).append(written)
    resources = [
        {
            "resource": {
                "attributes": [
                    {"key": "service.name", "value": {"stringValue": name}},
                    {"key": "service.instance.id", "value": {"stringValue": f"{name}-{copy}"}},
                ]
            },
            "scopeSpans": [{"spans": group}],
        }
        for (name, copy), group in by_copy.items()
    ]
    path.write_bytes(orjson.dumps({"resourceSpans": resources}))
