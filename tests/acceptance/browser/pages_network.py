"""Pages with trouble on the network."""

from __future__ import annotations

from tests.acceptance.browser.answers import (
    TEXT,
    compressed,
    data,
    document,
    font,
    picture,
    rules,
    running,
    source_code,
)
from tests.acceptance.browser.record import PlantedPage
from tests.acceptance.browser.serving import Answer, Routes

HEADING = "<h1>Orders</h1><p>" + TEXT * 3 + "</p>"
CSS, JS = "text/css", "text/javascript"


def _fetches(code: str, routes: Routes) -> Routes:
    return {"/": Answer(running(code)), **routes}


def _to(address: str, delay: float = 0.0) -> Answer:
    return Answer("", "", delay, 302, {"Location": address})


ITEMS_AT_ONCE = _fetches(
    "await Promise.all(Array.from({length: 30}, (_, i) =>"
    " fetch('/api/item/' + (i + 1)).then(r => r.json())))",
    {"/api/item/*": data(0.05)},
)
ITEMS_IN_A_ROW = _fetches(
    "for (let i = 1; i <= 12; i++) await (await fetch('/api/item/' + i)).json()",
    {"/api/item/*": data(0.04)},
)
USERS_IN_A_ROW = _fetches(
    "for (const id of ['a3f0', 'b771', '99c2', 'e01d', '5f3b', '77aa', 'c0de'])"
    " {await (await fetch('/users/' + id + '-4f1e-8c2d/profile?expand=1')).text(); out.append(id)}",
    {"/users/*": data(0.06)},
)
QUERY_AT_ONCE = _fetches(
    "await Promise.all([3, 14, 15, 92, 65, 35, 89, 79].map(id =>"
    " fetch('/price?sku=' + id + '&currency=EUR')))",
    {"/price": data(0.08)},
)
FOUR_IN_A_ROW = _fetches(
    "await (await fetch('/api/user')).json(); await (await fetch('/api/orders')).json();"
    "await (await fetch('/api/settings')).json(); await (await fetch('/api/news')).json();",
    {f"/api/{name}": data(0.15) for name in ("user", "orders", "settings", "news")},
)
TWO_IN_A_ROW = _fetches(
    "const a = await (await fetch('/api/weather')).json();"
    "const b = await (await fetch('/api/stocks')).json(); out.append(a.text + b.text)",
    {f"/api/{name}": data(0.4) for name in ("weather", "stocks")},
)
SYNC_XHR = _fetches(
    "const r = new XMLHttpRequest(); r.open('GET', '/api/config', false); r.send();"
    "out.textContent = r.responseText",
    {"/api/config": data(0.4)},
)
FAILING = _fetches(
    "for (const p of ['/api/missing', '/api/broken', '/api/fine'])"
    " await fetch(p).then(r => r.text()).catch(() => 0);"
    "const i = new Image(); i.src = '/gone.png'",
    {"/api/broken": data(0.02, status=500), "/api/fine": data()},
)
REPEATED = _fetches(
    "for (let i = 0; i < 4; i++) {await (await fetch('/api/me', {cache: 'no-store'})).json();"
    " await new Promise(r => setTimeout(r, 60))}",
    {"/api/me": data(0.05, 4000)},
)
LARGE_ANSWER = _fetches(
    "out.append((await (await fetch('/api/everything')).json()).text.length)",
    {"/api/everything": data(0.05, 1_600_000)},
)
QUEUED = {
    "/": Answer(
        document(
            HEADING + "".join(f'<img src="/img/{n}.png" width=40 height=40>' for n in range(36))
        )
    ),
    "/img/*": Answer(
        picture(40, 40), "image/png", 0.12, headers={"Cache-Control": "max-age=9999999"}
    ),
}
SLOW_DOCUMENT: Routes = {"/": Answer(document(HEADING), delay=1.2)}
REDIRECTED: Routes = {
    "/": _to("/old", 0.15),
    "/old": _to("/older", 0.15),
    "/older": _to("/home", 0.15),
    "/home": Answer(document(HEADING)),
}
BLOCKING: Routes = {
    "/": Answer(
        document(
            HEADING, '<link rel="stylesheet" href="/slow.css"><script src="/slow.js"></script>'
        )
    ),
    "/slow.css": compressed(Answer(rules(40), CSS, 0.9)),
    "/slow.js": compressed(Answer(source_code(3000), JS, 0.5)),
}
UNCOMPRESSED: Routes = {
    "/": Answer(document(HEADING + '<script src="/app.js"></script>')),
    "/app.js": Answer(source_code(700_000), JS),
}
LATE_IMAGE: Routes = {
    "/": Answer(
        document(
            '<p>Shop</p><div id="hero"></div><script>setTimeout(() => {const i = new Image();'
            "i.width = 900; i.height = 600; i.src = '/hero.png'; hero.append(i)}, 400)</script>"
        )
    ),
    "/hero.png": Answer(picture(900, 600, noisy=True), "image/png", 0.3),
}
LAZY_IMAGE: Routes = {
    "/": Answer(document('<p>Shop</p><img loading="lazy" width=900 height=600 src="/hero.png">')),
    "/hero.png": Answer(picture(900, 600, noisy=True), "image/png", 0.3),
}
OVERSIZED_IMAGE: Routes = {
    "/": Answer(document(HEADING + '<img width=200 height=150 src="/photo.png">')),
    "/photo.png": Answer(picture(1600, 1200, noisy=True), "image/png"),
}
BLOCKING_FONT: Routes = {
    "/": Answer(
        document(
            HEADING,
            "<style>@font-face{font-family:Shop;src:url(/shop.ttf);font-display:block}"
            "body{font-family:Shop}</style>",
        )
    ),
    "/shop.ttf": Answer(font(), "font/ttf", 0.8),
}
CHAINED: Routes = {
    "/": Answer(document(HEADING + '<script type="module" src="/a.js"></script>')),
    "/a.js": Answer("import '/b.js'", JS, 0.15),
    "/b.js": Answer("import '/c.js'", JS, 0.15),
    "/c.js": Answer("import '/d.js'", JS, 0.15),
    "/d.js": Answer("document.body.append('done')", JS, 0.15),
}
THIRD_PARTY: Routes = {
    "/": Answer(document(HEADING + '<script src="{other}/tracker.js"></script>')),
    "/tracker.js": compressed(
        Answer(
            source_code(250_000)
            + "const t = performance.now(); while (performance.now() - t < 400) ;",
            JS,
        )
    ),
}
NO_CHARSET: Routes = {
    "/": Answer("<!doctype html><title>Page</title>" + HEADING, "text/html"),
}
NO_VIEWPORT: Routes = {
    "/": Answer('<!doctype html><meta charset="utf-8"><title>Page</title>' + HEADING),
}

PAGES = [
    PlantedPage(
        "items_at_once", ITEMS_AT_ONCE, ("page-n-plus-one",), also=("page-connection-queue",)
    ),
    PlantedPage("items_in_a_row", ITEMS_IN_A_ROW, ("page-n-plus-one",)),
    PlantedPage("users_in_a_row", USERS_IN_A_ROW, ("page-n-plus-one",)),
    PlantedPage("query_at_once", QUERY_AT_ONCE, ("page-n-plus-one",)),
    PlantedPage("four_in_a_row", FOUR_IN_A_ROW, ("page-waterfall",)),
    PlantedPage("two_in_a_row", TWO_IN_A_ROW, ("page-waterfall",)),
    PlantedPage("sync_xhr", SYNC_XHR, ("page-sync-request",), also=("long-task",)),
    PlantedPage("failing", FAILING, ("page-failed-requests",)),
    PlantedPage("repeated", REPEATED, ("page-repeated-requests",)),
    PlantedPage(
        "large_answer", LARGE_ANSWER, ("page-large-downloads",), also=("page-compression",)
    ),
    PlantedPage("queued", QUEUED, ("page-connection-queue",)),
    PlantedPage("slow_document", SLOW_DOCUMENT, ("page-slow-document",)),
    PlantedPage("redirected", REDIRECTED, ("page-redirects",)),
    PlantedPage("blocking", BLOCKING, ("page-render-blocking",)),
    PlantedPage(
        "uncompressed",
        UNCOMPRESSED,
        ("page-compression",),
        also=("page-large-downloads", "long-task"),
    ),
    PlantedPage("late_image", LATE_IMAGE, ("page-late-image",), also=("page-images",)),
    PlantedPage("lazy_image", LAZY_IMAGE, ("page-late-image",), also=("page-images",)),
    PlantedPage("oversized_image", OVERSIZED_IMAGE, ("page-images",)),
    PlantedPage("blocking_font", BLOCKING_FONT, ("page-fonts",), also=("page-compression",)),
    PlantedPage("chained", CHAINED, ("page-request-chain",)),
    PlantedPage("third_party", THIRD_PARTY, ("page-third-parties",), also=("long-task",)),
    PlantedPage("no_charset", NO_CHARSET, noted=("page-character-set",)),
    PlantedPage("no_viewport", NO_VIEWPORT, noted=("page-viewport",)),
]
