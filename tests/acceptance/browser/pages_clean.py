"""Pages that nothing is wrong with: whatever is said of them has to be a note."""

from __future__ import annotations

from tests.acceptance.browser.answers import (
    TEXT,
    compressed,
    data,
    document,
    picture,
    rules,
    running,
    source_code,
)
from tests.acceptance.browser.chromium import Chromium
from tests.acceptance.browser.record import PlantedPage
from tests.acceptance.browser.serving import Answer, Routes

CSS, JS = "text/css", "text/javascript"
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}

ARTICLE: Routes = {
    "/": compressed(
        Answer(
            document(
                "<h1>Foxes</h1>" + f"<p>{TEXT * 6}</p>" * 30,
                '<link rel="stylesheet" href="/style.css">',
            )
        )
    ),
    "/style.css": compressed(Answer(rules(60), CSS, headers=KEPT)),
}
APPLICATION: Routes = {
    "/": Answer(
        running(
            "const all = await Promise.all(['/api/user', '/api/orders', '/api/news'].map("
            "p => fetch(p).then(r => r.json()))); out.append(all.length)"
        )
    ),
    "/api/*": data(0.03, 2000),
}
GALLERY: Routes = {
    "/": Answer(
        document(
            "<h1>Pictures</h1>"
            + "".join(f'<img src="/{n}.png" width=120 height=90 alt="">' for n in range(6))
        )
    ),
    **{f"/{n}.png": Answer(picture(120, 90), "image/png", headers=KEPT) for n in range(6)},
}
SINGLE_PAGE: Routes = {
    "/": Answer(
        document(
            '<h1>Orders</h1><button id="open">Open</button><div id="out"></div>'
            '<script src="/app.js" defer></script>'
        )
    ),
    "/app.js": compressed(
        Answer(
            source_code(20_000) + "document.querySelector('#open').onclick = async () => {"
            "const order = await (await fetch('/api/order/7')).json();"
            "const customer = await (await fetch('/api/customer/' + order.text.length)).json();"
            "document.querySelector('#out').append(customer.text)};",
            JS,
            headers=KEPT,
        )
    ),
    "/api/*": data(0.02),
}
FORM: Routes = {
    "/": Answer(
        document(
            '<h1>Sign in</h1><form><input id="name"><button id="send">Send</button></form>'
            '<p id="out"></p><script>document.forms[0].onsubmit = e => {e.preventDefault();'
            "fetch('/save', {method: 'POST', body: 'x'}).then(() => out.textContent = 'saved')}"
            "</script>"
        )
    ),
    "/save": data(0.03),
}


def _open(chromium: Chromium) -> None:
    chromium.click("#open")


def _send(chromium: Chromium) -> None:
    chromium.click("#name")
    chromium.call("Input.insertText", chromium.page, text="Ada")
    chromium.click("#send")


PAGES = [
    PlantedPage("clean_article", ARTICLE),
    PlantedPage("clean_application", APPLICATION),
    PlantedPage("clean_gallery", GALLERY),
    PlantedPage("clean_single_page", SINGLE_PAGE, acts=_open),
    PlantedPage("clean_form", FORM, acts=_send),
]
