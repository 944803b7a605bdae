"""Pages with trouble on the network, and clean ones that look a little like them."""

from __future__ import annotations

from tests.acceptance.browser.record import PlantedPage
from tests.acceptance.browser.serving import Answer, Routes


def document(body: str, head: str = "") -> str:
    """An HTML document with everything a good one declares."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"{head}</head><body>{body}</body></html>"
    )


def script(body: str, start: str = "load") -> str:
    """A document whose script runs once it is loaded."""
    return document(
        '<h1>Orders</h1><p>Everything that was ordered today.</p><div id="out"></div>'
        f"<script>addEventListener({start!r}, async () => {{{body}}})</script>"
    )


def json_answer(delay: float = 0.0, status: int = 200, size: int = 60) -> Answer:
    return Answer('{"text":"' + "x" * size + '"}', "application/json", delay, status)


N_PLUS_ONE_PARALLEL: Routes = {
    "/": Answer(
        script(
            "await Promise.all(Array.from({length: 30}, (_, i) =>"
            " fetch('/api/item/' + (i + 1)).then(r => r.json())))"
        )
    ),
    "/api/item/*": json_answer(0.05),
}

PAGES = [
    PlantedPage("n_plus_one_parallel", N_PLUS_ONE_PARALLEL, ("fetch-n-plus-one",)),
]
