"""Every planted page's trouble is named, and nothing else is more than a note.

The recordings are Chromium's own of the pages beside this file (`record`), in both of its formats,
trimmed to what detectors look at (`trim`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.browser.record import PlantedPage, all_pages
from tests.acceptance.conftest import Analyse

RECORDINGS = sorted((Path(__file__).parent / "recordings").iterdir())
PAGES = {page.name: page for page in all_pages()}


def _page(path: Path) -> PlantedPage:
    return PAGES[path.name.partition(".")[0]]


@pytest.mark.parametrize("path", RECORDINGS, ids=[path.name for path in RECORDINGS])
def test_what_was_planted_is_named_and_nothing_else(path: Path, analyse: Analyse) -> None:
    page, analysis = _page(path), analyse(path.read_bytes())

    grave = {finding["detector"] for finding in analysis.grave}
    noted = {finding["detector"] for finding in analysis.said["findings"]}

    assert grave >= set(page.planted)
    assert noted >= set(page.noted)
    assert grave <= {*page.planted, *page.also}
    for finding in analysis.said["findings"]:
        assert finding["evidence"]
        if finding["saving"]:
            assert 0 <= finding["saving"]["low"] <= finding["saving"]["value"]
            assert finding["saving"]["value"] <= finding["saving"]["high"]


def test_a_queue_for_connections_is_one_card_with_the_loop_that_fills_it(analyse: Analyse) -> None:
    path = next(path for path in RECORDINGS if path.name == "items_at_once.json.gz")

    analysis = analyse(path.read_bytes())

    cards = [len(each["findings"]) for each in analysis.said["recommendations"]]
    assert cards[0] == 2
    assert "`GET /api/item/{id}` is asked for 30 times at once" in analysis.verdict


def test_a_synchronous_request_takes_in_the_long_task_it_makes(analyse: Analyse) -> None:
    path = next(path for path in RECORDINGS if path.name == "sync_xhr.json.gz")

    analysis = analyse(path.read_bytes())

    assert len(analysis.said["recommendations"][0]["findings"]) == 2
    assert "synchronous XMLHttpRequest `GET /api/config`" in analysis.verdict
