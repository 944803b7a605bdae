"""Names that tell files apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.ui.shell.names import full_name, name_among


@pytest.mark.parametrize(
    ("path", "others", "name"),
    [
        ("/w/a.json", [], "a.json"),
        ("/w/a.json", ["/w/a.json", "/w/b.json"], "a.json"),
        ("/w/leaking-sessions-1.heapsnapshot.gz", [], "leaking-sessions-1"),
        ("/w/shop/dist", [], "shop/dist"),
        ("/w/shop/dist", ["/w/admin/dist"], "shop/dist"),
        ("/dist", [], "dist"),
        ("/w/before/stats.json", ["/w/after/stats.json"], "before/stats.json"),
        ("/w/before/dist/stats.json", ["/w/after/dist/stats.json"], "before/…/stats.json"),
        ("/w/stats.json", ["/w/dist/stats.json"], "w/stats.json"),
    ],
)
def test_a_name_tells_a_file_from_others(path: str, others: list[str], name: str) -> None:
    assert name_among(Path(path), map(Path, others)) == name


def test_the_full_name_keeps_its_endings() -> None:
    assert full_name(Path("/w/leaking-sessions-1.heapsnapshot.gz"), []).endswith(".gz")
