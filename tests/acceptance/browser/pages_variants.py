"""The same trouble on the network in other clothes, and what only looks like it."""

from __future__ import annotations

import time

from tests.acceptance.browser.answers import compressed, data, document, running, source_code
from tests.acceptance.browser.chromium import Chromium
from tests.acceptance.browser.record import PlantedPage
from tests.acceptance.browser.serving import Answer, Routes

TITLE = "<h1>Orders</h1><p>Everything that was ordered today.</p>"
JS = "text/javascript"


def _fetches(code: str, routes: Routes) -> Routes:
    return {"/": Answer(running(code)), **routes}


def _to(address: str, delay: float = 0.0) -> Answer:
    return Answer("", "", delay, 302, {"Location": address})


DELAYED_BY_QUERY = _fetches(
    "for (const u of ['/api/user?d=200', '/api/cart?d=180', '/api/offers?d=220', '/api/ads?d=190'])"
    " await (await fetch(u)).json()",
    {"/api/*": data(0.2)},
)
ALIKE_FOUR = _fetches(
    "for (const n of [1, 2, 3, 4]) await (await fetch('/part/' + n)).json()",
    {"/part/*": data(0.18)},
)
OLD_REQUESTS = _fetches(
    "const get = u => new Promise(done => {const r = new XMLHttpRequest(); r.open('GET', u);"
    "r.onload = done; r.send()});"
    "await get('/a.json'); await get('/b.json'); await get('/c.json')",
    {f"/{name}.json": data(0.16) for name in "abc"},
)
NAMES_AT_ONCE = _fetches(
    "await Promise.all(['ada', 'grace', 'edsger', 'barbara', 'donald', 'tony', 'leslie'].map("
    "name => fetch('/people/' + name + '/card')))",
    {"/people/*": data(0.15)},
)
ITEMS_BY_CLICK = {
    "/": Answer(
        document(
            TITLE + '<button id="go">Load</button><script>go.onclick = async () => {'
            "const list = await (await fetch('/list')).json();"
            "for (let i = 0; i < 9; i++) await fetch('/thumb?id=' + i * 7)}</script>"
        )
    ),
    "/list": data(0.03),
    "/thumb": data(0.05),
}
NO_ANSWER = _fetches(
    "await fetch('http://127.0.0.1:9/').catch(() => 0);"
    "await fetch('/unavailable').catch(() => 0); await fetch('/unavailable').catch(() => 0)",
    {"/unavailable": data(0.02, status=503)},
)
MISSING_SCRIPT: Routes = {"/": Answer(document(TITLE + '<script src="/gone.js"></script>'))}
MANY_HOPS: Routes = {
    "/": _to("/1", 0.01),
    "/1": _to("/2", 0.01),
    "/2": _to("/home", 0.01),
    "/home": Answer(document(TITLE)),
}
ONE_LONG_HOP: Routes = {"/": _to("/home", 0.3), "/home": Answer(document(TITLE))}
SLOW_DATABASE: Routes = {
    "/": Answer(document(TITLE + '<script src="/app.js" defer></script>'), delay=0.75),
    "/app.js": compressed(Answer(source_code(9000), JS)),
}
PLAIN_SCRIPTS: Routes = {
    "/": Answer(document(TITLE + '<script src="/a.js"></script><script src="/b.js"></script>')),
    "/a.js": Answer(source_code(120_000, 2), JS),
    "/b.js": Answer(source_code(110_000, 3), JS),
}
IMPORTED_STYLES: Routes = {
    "/": Answer(document(TITLE, '<link rel="stylesheet" href="/a.css">')),
    "/a.css": Answer("@import '/b.css'; h1 {color: navy}", "text/css", 0.2),
    "/b.css": Answer("@import '/c.css'; p {color: gray}", "text/css", 0.2),
    "/c.css": Answer("body {margin: 2em}", "text/css", 0.2),
}
SYNC_ON_CLICK = {
    "/": Answer(
        document(
            TITLE + '<button id="go">Save</button><script>function save() {'
            "const r = new XMLHttpRequest(); r.open('GET', '/save', false); r.send()}"
            "go.onclick = save</script>"
        )
    ),
    "/save": data(0.35),
}
IN_A_ROW_IN_WORKER = _fetches(
    "new Worker('/worker.js')",
    {
        "/worker.js": Answer(
            "(async () => {for (let i = 0; i < 8; i++) await fetch('/row/' + i)})()", JS
        ),
        "/row/*": data(0.05),
    },
)

DEPENDENT = _fetches(
    "const user = await (await fetch('/api/session')).json();"
    "const orders = await (await fetch('/api/orders/' + user.text.length)).json();"
    "await (await fetch('/api/invoice?order_id=99' + orders.text.length)).json()",
    {"/api/*": data(0.15)},
)
POLLING = _fetches(
    "for (let i = 0; i < 4; i++) {await fetch('/api/news', {cache: 'no-store'});"
    " await new Promise(r => setTimeout(r, 1100))}",
    {"/api/news": data(0.02)},
)
TYPING = _fetches(
    "let last; for (const word of ['o', 'or', 'ord']) {last?.abort(); last = new AbortController();"
    " fetch('/search?q=' + word, {signal: last.signal}).catch(() => 0);"
    " await new Promise(r => setTimeout(r, 120))}",
    {"/search": data(0.4)},
)
WAITING: Routes = {
    "/": Answer(
        document(TITLE + '<script src="/app.js" defer></script><img src="/a.svg" width=9 height=9>')
    ),
    "/app.js": compressed(Answer(source_code(40_000), JS)),
    "/a.svg": Answer('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
}


def _go(chromium: Chromium) -> None:
    chromium.click("#go")


def _leave(chromium: Chromium) -> None:
    """Go on to another page and back."""
    address = chromium.evaluate("location.href")
    chromium.call("Page.navigate", chromium.page, url=address + "?second")
    time.sleep(0.5)


PAGES = [
    PlantedPage("delayed_by_query", DELAYED_BY_QUERY, ("page-waterfall",)),
    PlantedPage("alike_four", ALIKE_FOUR, ("page-waterfall",)),
    PlantedPage("old_requests", OLD_REQUESTS, ("page-waterfall",)),
    PlantedPage("names_at_once", NAMES_AT_ONCE, ("page-n-plus-one",)),
    PlantedPage("items_by_click", ITEMS_BY_CLICK, ("page-n-plus-one",), acts=_go, seconds=1.5),
    PlantedPage("in_a_row_in_worker", IN_A_ROW_IN_WORKER, ("page-n-plus-one",)),
    PlantedPage("no_answer", NO_ANSWER, ("page-failed-requests",)),
    PlantedPage("missing_script", MISSING_SCRIPT, ("page-failed-requests",)),
    PlantedPage("many_hops", MANY_HOPS, ("page-redirects",)),
    PlantedPage("one_long_hop", ONE_LONG_HOP, ("page-redirects",)),
    PlantedPage("slow_database", SLOW_DATABASE, ("page-slow-document",)),
    PlantedPage("plain_scripts", PLAIN_SCRIPTS, ("page-compression",)),
    PlantedPage("imported_styles", IMPORTED_STYLES, ("page-request-chain", "page-render-blocking")),
    PlantedPage(
        "sync_on_click", SYNC_ON_CLICK, ("page-sync-request",), also=("inp", "long-task"), acts=_go
    ),
    PlantedPage("clean_dependent", DEPENDENT),
    PlantedPage("clean_polling", POLLING, seconds=4.5),
    PlantedPage("clean_typing", TYPING),
    PlantedPage("clean_second_visit", WAITING, acts=_leave),
]
