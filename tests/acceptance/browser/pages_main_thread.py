"""Pages with trouble on the main thread, in rendering or in memory, and some that only look it."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.acceptance.browser.answers import TEXT, document, picture
from tests.acceptance.browser.chromium import Chromium
from tests.acceptance.browser.record import PlantedPage
from tests.acceptance.browser.serving import Answer, Routes

JS = "text/javascript"
BURN = (
    "function burn(ms) {const t = performance.now(); let x = 0;"
    "while (performance.now() - t < ms) for (let i = 0; i < 1000; i++) x += Math.sqrt(i);"
    "return x}\n"
)
ROWS = "".join(f"<li><span>item {i}</span> text</li>" for i in range(400))


def page(body: str, code: str = "", style: str = "", **files: Answer) -> Routes:
    """A document with an inline script; `files` by their name, `_` for the dot."""
    script = f"<script>{BURN}{code}</script>" if code else ""
    head = f"<style>{style}</style>" if style else ""
    named = {f"/{name.replace('_', '.')}": answer for name, answer in files.items()}
    return {"/": Answer(document(body + script, head)), **named}


def clicks(times: int, pause: float) -> Callable[[Chromium], None]:
    """What clicks the page's button so many times."""

    def act(chromium: Chromium) -> None:
        for _ in range(times):
            chromium.click("#go")
            time.sleep(pause)

    return act


def clicks_while_busy(chromium: Chromium) -> None:
    """Click the page's button in the middle of what its timer does, which answers slowly."""
    for _ in range(2):
        # An answer comes between two firings of the timer; a tenth of a second later it is busy.
        place = chromium.evaluate(
            "(() => {const r = document.querySelector('#go').getBoundingClientRect();"
            " return {x: r.x + 5, y: r.y + 5}})()"
        )
        time.sleep(0.12)
        for kind in ("mousePressed", "mouseReleased"):
            chromium.call(
                "Input.dispatchMouseEvent",
                chromium.page,
                type=kind,
                **place,
                button="left",
                clickCount=1,
            )


def types(chromium: Chromium) -> None:
    """Type two letters into the page's field."""
    chromium.click("#field")
    for letter in "ab":
        for kind in ("keyDown", "keyUp"):
            chromium.call(
                "Input.dispatchKeyEvent",
                chromium.page,
                type=kind,
                text=letter if kind == "keyDown" else "",
                key=letter,
            )
        time.sleep(0.5)


REFLOW = (
    "function resizeAll() {for (const li of document.querySelectorAll('li'))"
    " li.style.paddingLeft = (li.offsetHeight % 7) + 'px'}"
)
GO = '<h1>Orders</h1><button id="go">Go</button>'
ON_GO = "document.querySelector('#go').onclick = "
KEEPS = (
    "const kept = []; setInterval(function keep() {for (let i = 0; i < 4000; i++)"
    " kept.push({i, text: 'item ' + i + Math.random(), list: new Array(20).fill(i)})}, 100)"
)
NODES = (
    "const kept = []; setInterval(function keepNodes() {for (let i = 0; i < 100; i++)"
    " {const d = document.createElement('div'); d.innerHTML = '<p>x</p>';"
    " d.addEventListener('click', () => d); kept.push(d)}}, 100)"
)
CHURN = (
    "setInterval(() => {const a = []; for (let i = 0; i < 6000; i++) a.push({i, s: 'x' + i});"
    " window.last = a.length}, 50)"
)
GARBAGE = (
    "const ring = []; let n = 0; setInterval(function allocate() {const list = [];"
    " for (let i = 0; i < 120000; i++) list.push({i, before: list[i - 1], more: {i}});"
    " ring[n++ % 6] = list}, 60)"
)
MOVES = "<div id=box style='position:absolute;width:50px;height:50px;background:teal'></div>"
LATE = (
    "setTimeout(function showBanner() {const d = document.createElement('div');"
    " d.style.height = '200px'; d.textContent = 'offer'; document.body.prepend(d)}, 700)"
)
WORKER = "const w = new Worker('/worker.js'); w.onmessage = e => {document.title = e.data};"
WORK = Answer(f"{BURN}onmessage = function work(e) {{burn(e.data); postMessage('done')}}", JS)
ARTICLE = "<h1>News</h1>" + f"<p>{TEXT * 12}</p>" * 6
GROW = (
    "@keyframes grow {to {height: 260px}} .menu {height: 20px; animation: grow 1.2s .4s forwards}"
)
SLIDE = (
    "@keyframes slide {to {transform: translateX(300px)}}"
    ".dot {width: 50px; height: 50px; background: teal; animation: slide 1s infinite alternate}"
)

PAGES = [
    PlantedPage(
        "forced_reflow_click",
        page(f"{GO}<ul>{ROWS}</ul>", f"{REFLOW}\n{ON_GO}function onGo() {{resizeAll()}}"),
        ("forced-reflow",),
        acts=clicks(1, 0.5),
    ),
    PlantedPage(
        "forced_reflow_load", page(f"<ul>{ROWS}</ul>", f"{REFLOW}\nresizeAll()"), ("forced-reflow",)
    ),
    PlantedPage(
        "slow_click",
        page(GO, f"{ON_GO}function onGo() {{burn(650)}}"),
        ("inp", "long-task"),
        acts=clicks(1, 1.0),
    ),
    PlantedPage(
        "slow_key",
        page("<input id=field>", "field.onkeydown = function onType() {burn(300)}"),
        ("inp", "long-task"),
        acts=types,
    ),
    PlantedPage(
        "click_waits_for_timer",
        page(GO, f"setInterval(function poll() {{burn(420)}}, 440); {ON_GO}() => {{window.a = 1}}"),
        ("inp", "long-task"),
        acts=clicks_while_busy,
        seconds=1.5,
    ),
    PlantedPage(
        "click_draws_much",
        page(
            f"{GO}<div id=out></div>",
            f"{ON_GO}function render() {{out.innerHTML = Array.from({{length: 12000}}, (_, i) => "
            "`<div><span>${i}</span><em>x</em></div>`).join('')}",
        ),
        ("inp", "dom-size"),
        acts=clicks(1, 1.5),
    ),
    PlantedPage(
        "long_timer",
        page(
            "<h1>x</h1>",
            "let n = 0; function crunch() {burn(180); if (++n < 6) setTimeout(crunch, 150)}"
            "setTimeout(crunch, 300)",
        ),
        ("long-task",),
        seconds=2.6,
    ),
    PlantedPage(
        "shift_by_image",
        page(
            f'<h1>News</h1><img src="/photo.png">{ARTICLE}',
            photo_png=Answer(picture(600, 300), "image/png", 0.4),
        ),
        ("layout-shift",),
        seconds=1.5,
    ),
    PlantedPage("shift_by_banner", page(ARTICLE, LATE), ("layout-shift",), seconds=1.5),
    PlantedPage(
        "shift_by_animation",
        page(f"<div class=menu>menu</div>{ARTICLE}", style=GROW),
        ("layout-shift",),
        seconds=2.5,
    ),
    PlantedPage(
        "large_document",
        page(
            "<div id=out></div>",
            "out.innerHTML = Array.from({length: 10000}, (_, i) => "
            "`<div><span>${i}</span></div>`).join('')",
        ),
        ("dom-size",),
        seconds=1.5,
    ),
    PlantedPage("heap_growth", page("<h1>x</h1>", KEEPS), ("heap-growth",), seconds=4),
    PlantedPage("node_growth", page("<h1>x</h1>", NODES), ("heap-growth",), seconds=4),
    PlantedPage("much_garbage", page("<h1>x</h1>", GARBAGE), ("gc-pauses",), seconds=3.5),
    PlantedPage(
        "jank_by_script",
        page(
            MOVES,
            "let x = 0; function frame() {burn(35); box.style.left = x++ + 'px';"
            " requestAnimationFrame(frame)} requestAnimationFrame(frame)",
        ),
        ("jank",),
        seconds=2,
    ),
    PlantedPage(
        "jank_by_layout",
        page(
            f"<ul id=list>{ROWS * 5}</ul>",
            "let k = 0; function tick() {list.style.width = (400 + k++ % 200) + 'px';"
            " requestAnimationFrame(tick)} requestAnimationFrame(tick)",
        ),
        ("jank",),
        seconds=2,
    ),
    PlantedPage(
        "busy_worker",
        page("<h1>x</h1>", f"{WORKER} w.postMessage(1800)", worker_js=WORK),
        ("worker-busy",),
        seconds=2.5,
    ),
    PlantedPage(
        "polling",
        page(
            "<h1>x</h1>",
            "function poll() {let x = 0; for (let i = 0; i < 30000; i++) x += i; window.q = x}"
            "for (let k = 0; k < 3; k++) setInterval(poll, 4)",
        ),
        ("timer-churn",),
        seconds=2,
    ),
    PlantedPage("clean_garbage", page("<h1>x</h1>", CHURN), seconds=3.5),
    PlantedPage(
        "clean_cache",
        page(
            "<h1>x</h1>",
            "window.cache = Array.from({length: 60000}, (_, i) => ({i, t: 'entry ' + i}));" + CHURN,
        ),
        seconds=3.5,
    ),
    PlantedPage("clean_css_animation", page("<div class=dot></div>", style=SLIDE), seconds=2),
    PlantedPage(
        "clean_canvas",
        page(
            "<canvas id=c width=300 height=150></canvas>",
            "const g = c.getContext('2d'); let k = 0; function draw() {g.clearRect(0, 0, 300, 150);"
            " g.fillRect(k++ % 300, 20, 30, 30); requestAnimationFrame(draw)} draw()",
        ),
        seconds=2,
    ),
    PlantedPage(
        "clean_opening",
        page(
            f"{GO}<div id=out></div><p>{TEXT * 8}</p>",
            f"{ON_GO}() => {{out.style.height = out.style.height ? '' : '180px';"
            " out.dataset.height = out.offsetHeight}",
        ),
        acts=clicks(2, 0.7),
    ),
    PlantedPage(
        "clean_worker",
        page("<h1>x</h1>", f"{WORKER} setInterval(() => w.postMessage(8), 300)", worker_js=WORK),
        seconds=2,
    ),
]
