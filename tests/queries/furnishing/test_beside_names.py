"""A schema that is called as another recording in the folder is that one's."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.queries.furnishing.beside import beside
from perfview.recording.source import Source


@pytest.mark.parametrize(
    ("others", "found"),
    [
        (["shop.schema.sql", "shop.log.gz"], []),
        (["shop.schema.sql"], ["shop.schema.sql"]),
        (["shop.schema.sql", "shop.stats.json"], ["shop.schema.sql", "shop.stats.json"]),
        (["schema.sql", "shop.log"], ["schema.sql"]),
        (["mine.schema.sql", "shop.schema.sql", "shop.log"], ["mine.schema.sql"]),
    ],
)
def test_whose_it_is(tmp_path: Path, others: list[str], found: list[str]) -> None:
    for name in ("mine.otlp.json", *others):
        (tmp_path / name).write_text("{}")
    source = Source(tmp_path / "mine.otlp.json")
    told, _unclear = beside(source)
    source.close()
    assert [each.name for each in told] == found
