"""A busy, healthy system with everything in it that detectors look for, in healthy measure."""

from __future__ import annotations

import random

import pytest
from opentelemetry.sdk.trace import Span
from opentelemetry.trace import SpanKind

from tests.acceptance.conftest import Analyse
from tests.acceptance.scene import EPOCH_NS, Scene
from tests.acceptance.test_planted_services import call, instance


class _Town:
    """Draws requests from one seed; times as in real services: lognormal, a few far out."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.scene = Scene()
        self.shops = [instance(self.scene, "shop", f"pod-{k}") for k in range(3)]

    def time(self, middle: float) -> float:
        return middle * self.chance.lognormvariate(0, 0.4)

    def request(self, i: int) -> None:
        start = 150.0 * i + self.chance.uniform(0, 100)
        shop = self.chance.choice(self.shops)
        name = self.chance.choice(["GET /home", "GET /item/{id}", "POST /order"])
        status = 404 if self.chance.random() < 0.02 else 200
        parts = [self.cached, self.fan, self.order, self.pool]
        root = self.scene.span(
            shop, name, start, start, kind=SpanKind.SERVER, tenant=f"t{i % 13}",
            http__request__method=name.split()[0], http__route=name.split()[1],
            http__response__status_code=status,
            feature=self.chance.choice(["a", "b"]), items=self.chance.randrange(200),
        )  # fmt: skip
        at = start + self.time(1)
        for part in self.chance.sample(parts, 3):
            at = part(root, at) + self.time(0.5)
        self.end(root, at + self.time(1))

    def end(self, root: Span, at: float) -> None:
        """Moves a span's end: `played` is a list of spans and ends."""
        played = self.scene.played
        place = next(k for k in range(len(played) - 1, -1, -1) if played[k][0] is root)
        played[place] = (root, EPOCH_NS + round(at * 1e6))

    def cached(self, root: Span, at: float) -> float:
        end = at + self.time(0.6)
        self.client(root, at, end, "GET", "redis", f"GET item:{self.chance.randrange(50)}")
        if self.chance.random() < 0.07:
            at = end + 0.1
            end = at + self.time(6)
            self.client(root, at, end, "SELECT", "postgresql", "SELECT * FROM items WHERE id = $1")
            self.client(root, end + 0.1, end + 0.6, "SET", "redis", "SET item:1 x")
            end += 0.7
        return end

    def client(self, root: Span, at: float, end: float, name: str, system: str, text: str) -> None:
        service = next(k for k, p in self.scene.providers.items() if p.resource is root.resource)
        self.scene.span(
            service, name, at, end, root, SpanKind.CLIENT,
            db__system__name=system, db__query__text=text,
        )  # fmt: skip

    def fan(self, root: Span, at: float) -> float:
        ends = [at + self.time(14) for _ in range(5)]
        for k, end in enumerate(ends):
            call(self.scene, root, at + 0.05 * k, end, f"shard-{k}", "GET /part")
        return max(ends)

    def order(self, root: Span, at: float) -> float:
        end = at + self.time(18)
        failed = "unavailable" if self.chance.random() < 0.004 else ""
        call(self.scene, root, at, end, "stock", "POST /reserve", error=failed)
        if failed:
            at, end = end + 5, end + 5 + self.time(18)
            call(self.scene, root, at, end, "stock", "POST /reserve")
        return end

    def pool(self, root: Span, at: float) -> float:
        service = next(k for k, p in self.scene.providers.items() if p.resource is root.resource)
        end = at + self.time(0.3)
        self.scene.span(service, "pool.acquire", at, end, root)
        stop = end + self.time(5)
        self.client(
            root, end, stop, "UPDATE", "postgresql", "UPDATE seen SET at = $1 WHERE id = $2"
        )
        return stop


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_wrong_in_a_healthy_town(analyse: Analyse, seed: int) -> None:
    town = _Town(seed)
    for i in range(400):
        town.request(i)
    said = analyse(town.scene).said
    assert [(f["detector"], f["title"]) for f in said["findings"] if f["severity"] != "info"] == []
    assert len(said["findings"]) <= 2, [(f["detector"], f["title"]) for f in said["findings"]]
