"""Large files are parsed in blocks: the same comes out as of small ones."""

from __future__ import annotations

import pytest

from perfview.bundles.readers.assembling import json_parts
from tests.bundles.readers.sampling import edges, files, initial, opened, placed, sample


@pytest.mark.parametrize("block", [1, 300, 1 << 18])
@pytest.mark.parametrize(
    "name",
    [
        *("rollup.visualizer.json", "rollup.bundle.json", "sonda.json", "vite.analyzer.json"),
        *("parcel.bundles.json", "parcel.buddy.json", "webpack.analyzer.json"),
    ],
)
def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch, name: str, block: int) -> None:
    whole, _ = opened(sample(name))
    monkeypatch.setattr(json_parts, "PARSED_AT_ONCE", 0)
    monkeypatch.setattr(json_parts, "_BLOCK", block)
    model, report = opened(sample(name))
    assert report.complete
    assert placed(model) == placed(whole)
    assert edges(model) == edges(whole)
    assert files(model) == files(whole)
    assert initial(model) == initial(whole)


def test_what_is_broken_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_parts, "PARSED_AT_ONCE", 0)
    whole, _ = opened(sample("parcel.buddy.json"))
    damaged = sample("parcel.buddy.json").replace(b'"target":"src/barrel.js"', b'"target":NaN', 1)
    model, _ = opened(damaged, "bundle-buddy")
    assert len(edges(whole)) - len(edges(model)) == 1
