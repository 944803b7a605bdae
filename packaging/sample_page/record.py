"""Record the sample of a slow page: python packaging/sample_page/record.py [FILE]

A small shop that makes its visitors wait: style sheets that hold up painting, prices asked for one
by one, a picture without a size that pushes the list down, and sorting that reads and writes the
layout in turns. Needs Chromium; served on loopback.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.acceptance.browser.answers import document, picture, rules  # noqa: E402
from tests.acceptance.browser.chromium import CATEGORIES, Chromium  # noqa: E402
from tests.acceptance.browser.record import PlantedPage, record  # noqa: E402
from tests.acceptance.browser.serving import Answer, Routes  # noqa: E402
from tests.acceptance.browser.trim import is_wanted, page_processes  # noqa: E402

OUT = ROOT / "resources" / "samples" / "slow-page.chrome.json.gz"
PRODUCTS = 8

CODE = """
const list = document.querySelector("#list");

async function loadPrices() {
  for (let id = 1; id <= COUNT; id++) {
    const answer = await fetch(`/api/price/${id}`);
    const price = await answer.json();
    const row = document.createElement("li");
    row.textContent = `Product ${id}: ${price.amount} €`;
    list.append(row);
  }
  const banner = new Image();
  banner.src = "/banner.png";
  document.querySelector("h1").after(banner);
}

function sortByPrice() {
  for (let round = 0; round < 120; round++) {
    for (const row of list.children) {
      row.style.paddingLeft = `${round % 7}px`;
      row.dataset.width = row.offsetWidth;
    }
  }
}

document.querySelector("#sort").addEventListener("click", sortByPrice);
addEventListener("load", loadPrices);
""".replace("COUNT", str(PRODUCTS))


def routes() -> Routes:
    """What the shop answers."""
    links = '<link rel="stylesheet" href="/shop.css"><link rel="stylesheet" href="/theme.css">'
    body = (
        "<h1>Offers of the week</h1><p>Fresh every Monday.</p>"
        '<button id="sort">Sort by price</button><ul id="list"></ul>'
        '<script src="/shop.js"></script>'
    )
    price = Answer('{"amount": "12.90"}', "application/json", 0.12)
    return {
        "/": Answer(document(body, links), delay=0.15),
        "/shop.css": Answer(rules(400), "text/css", 0.35),
        "/theme.css": Answer(rules(200), "text/css", 0.5),
        "/shop.js": Answer(CODE, "text/javascript", 0.05),
        "/banner.png": Answer(picture(640, 180), "image/png", 0.2),
        "/api/price/*": price,
    }


def acts(chromium: Chromium) -> None:
    """Wait for the prices, then sort."""
    time.sleep(PRODUCTS * 0.13 + 0.8)
    chromium.click("#sort")
    time.sleep(0.6)


def shortened(content: bytes) -> bytes:
    """The recording without the browser's inner life: other processes, compiler, compositor."""
    events = json.loads(content)["traceEvents"]
    pages = page_processes(events)
    kept = [event for event in events if _is_kept(event, pages)]
    return json.dumps({"traceEvents": kept}, separators=(",", ":")).encode()


def _is_kept(event: dict[str, Any], pages: set[int]) -> bool:
    name = event["name"]
    if event["ph"] == "M" or name in ("Screenshot", "UpdateCounters"):
        return True
    if event["pid"] not in pages:
        return bool(name.startswith(("Resource", "Frame", "TracingStarted")))
    return is_wanted(name, event["cat"].split(","))


def main() -> None:
    """Record, leave out what no view shows, write."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    shots = (*CATEGORIES, "disabled-by-default-devtools.screenshot")
    page = PlantedPage("slow_page", routes(), acts=acts, seconds=0.8, categories=shots)
    content = gzip.compress(shortened(record(page, "json")), 9, mtime=0)
    out.write_bytes(content)
    print(f"{out}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
