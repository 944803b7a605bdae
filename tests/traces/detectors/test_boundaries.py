"""Both sides of every limit that Sentry's rules have, and the places where they are blind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from perfview.findings.detector import Detector
from perfview.findings.finding import Severity
from perfview.findings.registry import discover
from tests.traces.labelled import Labelled

AUTHOR = "SELECT id, name FROM authors WHERE id = %s"
BOOKS = "SELECT id, author_id FROM books ORDER BY id LIMIT 20"
Case = tuple[str, str, Callable[[], Labelled], bool]
CASES: list[Case] = []
KINDS = {kind.name: kind for kind in discover("perfview.traces.detectors", Detector)}


def case(detector: str, fires: bool, name: str, build: Callable[[], Labelled]) -> None:
    """One labelled recording."""
    CASES.append((name, detector, build, fires))


def loop(
    count: int,
    each: float,
    *,
    statement: str = AUTHOR,
    literal: bool = False,
    source: bool = True,
    wrapped: int = 0,
    between: str = "",
    system: str = "postgresql",
    same_start: bool = False,
) -> Labelled:
    """A view that asks for its authors one at a time."""
    recording = Labelled()
    view = recording.request()
    if source:
        recording.query(0, 8, view, BOOKS)
    at = 8.5
    for i in range(count):
        parent = view
        for _ in range(wrapped):
            parent = recording.span(at, at + each, "Author.load", parent)
        text = statement.replace("%s", str(i)) if literal else statement
        recording.query(at, at + each, parent, text, at_fault=True, system=system)
        at += 0 if same_start else each + 0.5
        if between:
            recording.span(at, at + 1, between, view)
            at += 1.5
    return recording


for count, each, fires in ((5, 10, True), (4, 100, False), (5, 9.9, False), (10, 20, True)):
    case("n-plus-one", fires, f"np1 db {count} x {each}", partial(loop, count, each))
case("n-plus-one", True, "np1 db literals", lambda: loop(10, 20, literal=True))
case("n-plus-one", True, "np1 db no source", lambda: loop(10, 20, source=False))
case("n-plus-one", True, "np1 db interleaved", lambda: loop(10, 20, between="render"))
case("n-plus-one", True, "np1 db wrapped", lambda: loop(10, 20, wrapped=1))
case("n-plus-one", True, "np1 db wrapped twice", lambda: loop(10, 20, wrapped=2))
case(
    "n-plus-one", True, "np1 db writes", lambda: loop(10, 20, statement="INSERT INTO a VALUES (%s)")
)
case("n-plus-one", True, "np1 db cut off", lambda: loop(10, 20, statement=AUTHOR[:-2] + "..."))
case("n-plus-one", False, "np1 db redis", lambda: loop(10, 20, statement="GET k", system="redis"))


def rounds(
    count: int, kinds: int, each: float = 20, *, stated: float = 0, system: str = "postgresql",
    statement: str = AUTHOR, wrapped: bool = False, start: float = 0,
) -> Labelled:  # fmt: skip
    """A view that makes `kinds` different calls in turn, the first of them a statement."""
    recording = Labelled()
    view = recording.request()
    at = start
    for _ in range(count):
        parent = recording.span(at, at + kinds * (each + 0.5), "item", view) if wrapped else view
        recording.query(at, at + (stated or each), parent, statement, at_fault=True, system=system)
        at += (stated or each) + 0.5
        for kind in range(1, kinds):
            url = f"https://x.test/s{chr(96 + kind)}"
            recording.get(at, at + each, parent, url, at_fault=True)
            at += each + 0.5
    return recording


for count, fires in ((2, False), (3, True), (4, True), (5, True), (8, True)):
    case("n-plus-one", fires, f"mn1 {count} rounds of 2", partial(rounds, count, 2))
for kinds in (3, 8, 9, 12):
    case("n-plus-one", True, f"mn1 rounds of {kinds}", partial(rounds, 4, kinds, 10))
case("n-plus-one", False, "mn1 49 ms in all", lambda: rounds(3, 2, 8.1))
case("n-plus-one", True, "mn1 51 ms in all", lambda: rounds(3, 2, 8.6))
case("n-plus-one", False, "mn1 statements 3 %", lambda: rounds(4, 2, 40, stated=1.2))
case("n-plus-one", True, "mn1 statements 6 %", lambda: rounds(4, 2, 40, stated=2.6))
case("n-plus-one", False, "mn1 redis", lambda: rounds(4, 2, system="redis", statement="GET k"))
case("n-plus-one", True, "mn1 wrapped", lambda: rounds(4, 2, wrapped=True))
case("n-plus-one", True, "mn1 wrapped, many", lambda: rounds(8, 2, wrapped=True))


def two_statements(count: int, first: float, second: float) -> Labelled:
    recording = Labelled()
    view = recording.request()
    at = 0.0
    for _ in range(count):
        recording.query(at, at + first, view, AUTHOR, at_fault=True)
        at += first + 0.5
        other = "SELECT * FROM prices WHERE book = %s"
        recording.query(at, at + second, view, other, at_fault=True)
        at += second + 0.5
    return recording


def with_cache(*, regular: bool) -> Labelled:
    """Rounds of a statement and a look into a cache, which may be left out now and then."""
    recording = Labelled()
    view = recording.request()
    for i in range(4):
        at = 80 * i
        recording.query(at, at + 20, view, AUTHOR, at_fault=True)
        recording.get(at + 21, at + 40, view, "https://x.test/s", at_fault=True)
        if regular or i != 1:
            recording.query(at + 41, at + 60, view, "GET k", system="redis", at_fault=regular)
    return recording


case("n-plus-one", True, "mn1 with a cache", lambda: with_cache(regular=True))
case("n-plus-one", True, "mn1 with a cache now and then", lambda: with_cache(regular=False))
case("n-plus-one", True, "mn1 two statements", lambda: two_statements(4, 10, 10))
case("n-plus-one", True, "mn1 two quick statements", lambda: two_statements(6, 6, 6))
case("n-plus-one", True, "mn1 a slow and a quick statement", lambda: two_statements(6, 20, 1))


def fetches(
    count: int, each: float, *, apart: float = 2, url: str = "/api/books?book_id={}",
    method: str = "GET", **attributes: object,
) -> Labelled:  # fmt: skip
    """A page that asks for its books one at a time."""
    recording = Labelled("web")
    view = recording.page()
    for i in range(count):
        start = i * apart
        recording.get(
            start, start + each, view, url.format(i), at_fault=True, http__request__method=method,
            **attributes,
        )  # fmt: skip
    return recording


for count, each, fires in ((4, 1000, False), (5, 1000, True), (5, 59, False), (5, 60, True)):
    case("n-plus-one", fires, f"np1 api {count} x {each}", partial(fetches, count, each))
case("n-plus-one", True, "np1 api in the path", lambda: fetches(8, 90, url="/api/books/{}/info"))
case(
    "n-plus-one",
    True,
    "np1 api uuid",
    lambda: fetches(8, 90, url="/b/a3bb189e-8bf9-3888-9912-ace4e654300{}"),
)
case("n-plus-one", True, "np1 api one after another", lambda: fetches(20, 90, apart=95))
case("n-plus-one", True, "np1 api 16 ms apart", lambda: fetches(20, 90, apart=16))
case(
    "n-plus-one", True, "np1 api json files", lambda: fetches(10, 100, url="/clients/info/{}.json")
)
for ending in ("png", "js", "css", "svg", "woff2"):
    case(
        "n-plus-one",
        False,
        f"np1 api {ending}",
        partial(fetches, 10, 100, url=f"/a/{{}}.{ending}"),
    )
case(
    "n-plus-one",
    False,
    "np1 api graphql",
    lambda: fetches(10, 100, url="https://x.test/graphql", method="POST"),
)
case(
    "n-plus-one", False, "np1 api prefetch", lambda: fetches(10, 100, http__request__prefetch=True)
)


def statements(*calls: tuple[str, float], gap: float = 0, length: float = 20_000) -> Labelled:
    """A view whose statements wait for each other."""
    recording = Labelled()
    view = recording.request(length)
    at = 0.0
    for text, each in calls:
        recording.query(at, at + each, view, text, at_fault=True)
        at += each + gap
    return recording


CUSTOMERS = "SELECT id FROM customers"
ORDERS = "SELECT id FROM orders"
COUNTED = "SELECT COUNT(*) FROM products"
NAMED = "SELECT id FROM customers WHERE name = $1"
TYPED = "SELECT id FROM orders WHERE type = $1"
WAITING = "sequential-calls"
case(
    WAITING,
    True,
    "cdb independent",
    lambda: statements((CUSTOMERS, 500), (ORDERS, 500), (COUNTED, 500)),
)
case(WAITING, True, "cdb two", lambda: statements((CUSTOMERS, 500), (ORDERS, 500)))
case(
    WAITING,
    True,
    "cdb dependent first",
    lambda: statements((NAMED, 900), (TYPED, 900), (COUNTED, 900)),
)
case(WAITING, False, "cdb where", lambda: statements((CUSTOMERS, 500), (TYPED, 500), (NAMED, 500)))
case(WAITING, False, "cdb saved 20", lambda: statements((NAMED, 10), (TYPED, 10), (COUNTED, 900)))
case(
    WAITING,
    False,
    "cdb 30 ms",
    lambda: statements(*[(f"SELECT id FROM t{chr(97 + i)}", 30) for i in range(6)]),
)
case(
    WAITING,
    True,
    "cdb 31 ms",
    lambda: statements(*[(f"SELECT id FROM t{chr(97 + i)}", 31) for i in range(6)]),
)
case(WAITING, False, "cdb saved 99", lambda: statements((CUSTOMERS, 99), (ORDERS, 500)))
case(WAITING, True, "cdb saved 100", lambda: statements((CUSTOMERS, 100), (ORDERS, 500)))
case(WAITING, False, "cdb share 9 %", lambda: statements((NAMED, 1100), (ORDERS, 105)))
case(
    WAITING,
    True,
    "cdb literals are no parameter of the first",
    lambda: statements((NAMED, 400), (COUNTED, 400)),
)
case(
    WAITING,
    False,
    "cdb writes",
    lambda: statements(("UPDATE a SET b = 1", 500), ("UPDATE c SET d = 1", 500)),
)


def calls(
    *each: float, gap: float = 0, hosts: int = 1, length: float = 20_000, url: str = ""
) -> Labelled:
    """A view whose requests wait for each other."""
    recording = Labelled()
    view = recording.request(length)
    at = 0.0
    for i, spent in enumerate(each):
        place = url or f"https://{chr(97 + i % hosts)}.test/api/e{chr(97 + i)}"
        recording.get(at, at + spent, view, place, at_fault=True)
        at += spent + gap
    return recording


case(WAITING, True, "chttp 3 x 1000", lambda: calls(1000, 1000, 1000))
case(WAITING, True, "chttp 5 x 500", lambda: calls(500, 500, 500, 500, 500))
case(WAITING, False, "chttp saved 1000", lambda: calls(500, 500, 1000))
case(WAITING, False, "chttp saved 1999", lambda: calls(999.5, 999.5, 1000))
case(WAITING, True, "chttp two calls", lambda: calls(2000, 2000))
case(WAITING, True, "chttp two calls 5000", lambda: calls(5000, 5000))
case(WAITING, True, "chttp three hosts", lambda: calls(1000, 1000, 1000, hosts=3))
case(WAITING, True, "chttp gap 499", lambda: calls(1000, 1000, 1000, gap=499))
case(WAITING, False, "chttp gap 500", lambda: calls(1000, 1000, 1000, gap=500))
case(WAITING, True, "chttp long request", lambda: calls(1000, 1000, 1000, length=60_000))
case(WAITING, False, "chttp 6 x 300", lambda: calls(*[300] * 6, length=60_000))
case(
    WAITING,
    False,
    "chttp _next",
    lambda: calls(1000, 1000, 1000, url="https://a.test/_next/data/x"),
)
case(
    WAITING,
    False,
    "chttp googleapis",
    lambda: calls(1000, 1000, 1000, url="https://storage.googleapis.com/b"),
)


def slow(text: str, spent: float) -> Labelled:
    recording = Labelled()
    view = recording.request()
    recording.query(0, spent, view, text, at_fault=True)
    return recording


for text in (
    "SELECT * FROM a WHERE b = 1",
    "INSERT INTO a VALUES (1)",
    "UPDATE a SET b = 1",
    "DELETE FROM a",
    "SELECT a, b FROM ...",
):
    case("slow-query", True, f"slow {text[:6]} {len(text)}", partial(slow, text, 500))
case("slow-query", False, "quick statement", lambda: slow("SELECT * FROM a WHERE b = 1", 499))


def queued(
    count: int = 6, *, version: object = "1.1", last: float = 601, url: str = "/api/e/1"
) -> Labelled:
    recording = Labelled("web")
    view = recording.page()
    for i in range(count):
        delay = last if i == count - 1 else i + 1
        started = 1_700_000_000 + (1 + delay) / 1e3
        recording.get(
            1, 1001, view, url, at_fault=True, network__protocol__version=version,
            http__request__request_start=started,
        )  # fmt: skip
    return recording


LINE = "http-overhead"
case(LINE, True, "hoverhead 1.1", lambda: queued())
case(LINE, True, "hoverhead http/1.1", lambda: queued(version="http/1.1"))
case(LINE, True, "hoverhead eight", lambda: queued(8))
case(LINE, False, "hoverhead five", lambda: queued(5))
case(LINE, False, "hoverhead h2", lambda: queued(version="2"))
case(LINE, False, "hoverhead h3", lambda: queued(version="3"))
case(LINE, False, "hoverhead 500 ms", lambda: queued(last=500))
case(LINE, True, "hoverhead 501 ms", lambda: queued(last=501))
case(LINE, True, "hoverhead absolute", lambda: queued(url="https://x.test/api"))


def two_hosts() -> Labelled:
    recording = Labelled("web")
    view = recording.page()
    for i in range(8):
        started = 1_700_000_000 + (1 + 100 * i) / 1e3
        recording.get(
            1, 1001, view, f"https://{'ab'[i % 2]}.test/x", network__protocol__version="1.1",
            http__request__request_start=started,
        )  # fmt: skip
    return recording


case(LINE, False, "hoverhead four to each host", two_hosts)


def payload(
    bytes_: int = 400_000,
    spent: float = 200,
    url: str = "https://a.test/api/list",
    key: str = "http.response_content_length",
    told: dict[str, object] | None = None,
) -> Labelled:
    """A view with one request."""
    recording = Labelled()
    view = recording.request()
    recording.get(0, spent, view, url, at_fault=True, **{key: bytes_}, **(told or {}))
    return recording


PAYLOAD = "large-http-payload"
case(PAYLOAD, True, "lpayload 300001", lambda: payload(300_001))
case(PAYLOAD, False, "lpayload 300000", lambda: payload(300_000))
case(PAYLOAD, True, "lpayload 100 ms", lambda: payload(spent=100))
case(PAYLOAD, False, "lpayload 99 ms", lambda: payload(spent=99))
case(PAYLOAD, True, "lpayload json", lambda: payload(url="https://a.test/x/list.json?a=b.png"))
case(PAYLOAD, False, "lpayload jpg", lambda: payload(url="https://a.test/x/list.jpg?size=2"))
case(PAYLOAD, True, "lpayload version in path", lambda: payload(url="https://a.test/v1.2"))
case(PAYLOAD, True, "lpayload host only", lambda: payload(url="https://a.test"))
case(PAYLOAD, True, "lpayload sent", lambda: payload(key="http.request.body.size"))
case(PAYLOAD, True, "lpayload stable key", lambda: payload(key="http.response.body.size"))
case(PAYLOAD, False, "lpayload prefetch", lambda: payload(told={"http.request.prefetch": True}))
case(
    PAYLOAD,
    False,
    "lpayload prefetch header",
    lambda: payload(told={"http.request.header.sec-purpose": "prefetch"}),
)
case(PAYLOAD, True, "lpayload as text", lambda: payload(told={"http.response.body.size": "512000"}))


def assets(
    size: int = 1_000_000, *, decoded: int = 0, spent: float = 1000, url: str = "https://cdn.test/app.js",
    op: str = "resource.script", packed: bool = True, transfer: int | None = None,
    browser: str = "Chrome",
) -> Labelled:  # fmt: skip
    recording = Labelled("web")
    view = recording.page(browser__name=browser)
    recording.get(
        0, spent, view, url, at_fault=True, sentry__op=op,
        http__response_transfer_size=size + 300 if transfer is None else transfer,
        http__response_content_length=size,
        http__decoded_response_content_length=decoded or size,
    )  # fmt: skip
    if packed:
        recording.get(
            1001, 1005, view, "https://x.test/ok.js", sentry__op="resource.script",
            http__response_transfer_size=5, http__response_content_length=4,
            http__decoded_response_content_length=5,
        )  # fmt: skip
    return recording


UNPACKED = "uncompressed-asset"
case(UNPACKED, True, "uasset 1 MB", lambda: assets())
case(UNPACKED, True, "uasset 512000", lambda: assets(512_000))
case(UNPACKED, False, "uasset 511999", lambda: assets(511_999))
case(UNPACKED, False, "uasset 300 ms", lambda: assets(spent=300))
case(UNPACKED, True, "uasset 301 ms", lambda: assets(spent=301))
case(UNPACKED, False, "uasset compressed", lambda: assets(decoded=3_000_000))
case(UNPACKED, False, "uasset none compressed", lambda: assets(packed=False))
case(UNPACKED, False, "uasset cached", lambda: assets(transfer=0))
case(
    UNPACKED, False, "uasset image", lambda: assets(url="https://cdn.test/a.png", op="resource.img")
)
case(
    UNPACKED,
    False,
    "uasset font as link",
    lambda: assets(url="https://cdn.test/a.woff2", op="resource.link"),
)
case(UNPACKED, True, "uasset css", lambda: assets(url="https://cdn.test/a.css", op="resource.css"))
case(UNPACKED, True, "uasset no ending", lambda: assets(url="https://cdn.test/bundle"))
case(UNPACKED, False, "uasset phone", lambda: assets(browser="Chrome Mobile"))


def blocking(
    *, paint: float = 2500, spent: float = 1000, size: int = 600_000,
    status: str | None = "blocking", op: str = "resource.script", start: float = 0,
    key: str = "measurements.fcp_ms",
) -> Labelled:  # fmt: skip
    recording = Labelled("web")
    view = recording.page(**{key: paint} if key else {})
    if not key:
        recording.span(0, paint, "first-contentful-paint", view, sentry__op="paint")
    recording.get(
        start, start + spent, view, "https://cdn.test/a.js", at_fault=True, sentry__op=op,
        http__response_content_length=size, resource__render_blocking_status=status,
    )  # fmt: skip
    return recording


BLOCKING = "render-blocking-asset"
case(BLOCKING, True, "rblock yes", lambda: blocking())
case(BLOCKING, True, "rblock status unknown", lambda: blocking(status=None))
case(BLOCKING, False, "rblock non-blocking", lambda: blocking(status="non-blocking"))
case(BLOCKING, True, "rblock 500000", lambda: blocking(size=500_000))
case(BLOCKING, False, "rblock 499999", lambda: blocking(size=499_999))
case(BLOCKING, False, "rblock 1 GB", lambda: blocking(size=1_000_000_000))
case(BLOCKING, True, "rblock paint 2000", lambda: blocking(paint=2000))
case(BLOCKING, False, "rblock paint 1999", lambda: blocking(paint=1999))
case(BLOCKING, True, "rblock paint 9999", lambda: blocking(paint=9999, spent=4000))
case(BLOCKING, False, "rblock paint 10000", lambda: blocking(paint=10_000, spent=4000))
case(BLOCKING, False, "rblock a third", lambda: blocking(spent=825))
case(BLOCKING, True, "rblock above a third", lambda: blocking(spent=826))
case(BLOCKING, False, "rblock after the paint", lambda: blocking(start=2000))
case(BLOCKING, False, "rblock image", lambda: blocking(op="resource.img"))
case(BLOCKING, True, "rblock link", lambda: blocking(op="resource.link"))
for key in ("measurements.fcp", "browser.web_vital.fcp.value", "fcp", ""):
    case(BLOCKING, True, f"rblock paint from {key or 'a span'}", partial(blocking, key=key))


def held(
    *pieces: tuple[float, float], op: str = "file.read", path: str = "/data/a.txt",
    blocked: object = True, name: str = "read a.txt", parents: int = 1,
) -> Labelled:  # fmt: skip
    recording = Labelled("android")
    root = recording.span(0, 20_000, "ui.load", sentry__op="ui.load")
    views = [recording.span(0, 20_000, f"view {i}", root) for i in range(parents)]
    for i, (start, end) in enumerate(pieces):
        recording.span(
            start, end, name, views[i % parents], at_fault=True, sentry__op=op,
            blocked_main_thread=blocked, thread__name="main", file__path=path,
        )  # fmt: skip
    return recording


FILES, ROWS, DECODING = "file-io-on-main-thread", "db-on-main-thread", "decoding-on-main-thread"
for kind, op in ((FILES, "file.read"), (ROWS, "db.sql.query")):
    case(kind, True, f"{kind} 2 x 9", partial(held, (0, 9), (10, 19), op=op))
    case(kind, True, f"{kind} 16", partial(held, (0, 16), op=op))
    case(kind, False, f"{kind} 15.9", partial(held, (0, 15.9), op=op))
    case(kind, False, f"{kind} overlapping", partial(held, (0, 9), (2, 11), op=op))
    case(
        kind,
        False,
        f"{kind} under two parents",
        partial(held, (0, 9), (10, 19), op=op, parents=2),
    )
    case(kind, False, f"{kind} elsewhere", partial(held, (0, 90), op=op, blocked=False))
    case(kind, True, f"{kind} by its thread", partial(held, (0, 90), op=op, blocked=None))
for path in ("/App.app/Main.nib", "/x/Info.plist", "/System/kblayout_iphone.dat"):
    case(FILES, False, f"fileio {path}", partial(held, (0, 90), path=path))
case(FILES, False, "fileio of a database", lambda: held((0, 90), op="db.sql.query"))
for name in (
    "decode image hero.png",
    "JSON.parse",
    "JSONDecoder.decode",
    "regex match",
    "BitmapFactory.decodeStream image",
):
    case(DECODING, True, f"decoding {name}", partial(held, (0, 40), op="function", name=name))
case(
    DECODING, False, "decoding something else", lambda: held((0, 40), op="function", name="layout")
)
case(DECODING, False, "decoding quickly", lambda: held((0, 15), op="function", name="JSON.parse"))


def injected(
    statement: str, query: str | None = "username=hello123", *, body: str | None = None,
    system: str = "postgresql",
    **resource: object,
) -> Labelled:  # fmt: skip
    recording = Labelled("shop", **resource)
    view = recording.request(url__query=query, http__request__body=body)
    recording.query(0, 5, view, statement, system=system, at_fault=True)
    return recording


INJECTION = "query-injection"
RAW = "SELECT * FROM users WHERE username = 'hello123' LIMIT 1"
case(INJECTION, True, "sqlinj raw", lambda: injected(RAW))
case(INJECTION, True, "sqlinj double quotes", lambda: injected(RAW.replace("'", '"')))
case(INJECTION, True, "sqlinj body", lambda: injected(RAW, None, body='{"username": "hello123"}'))
case(INJECTION, True, "sqlinj form", lambda: injected(RAW, None, body="username=hello123&x=1"))
case(
    INJECTION,
    True,
    "sqlinj like",
    lambda: injected("SELECT * FROM u WHERE username LIKE '%hello123%'"),
)
case(
    INJECTION,
    True,
    "sqlinj encoded",
    lambda: injected("SELECT * FROM u WHERE name = 'a b c'", "name=a%20b+c"),
)
for mark in ("%s", "$1", "?", ":username", "@username", "%(username)s"):
    case(
        INJECTION,
        False,
        f"sqlinj {mark}",
        partial(injected, f"SELECT * FROM users WHERE username = {mark} LIMIT 1"),
    )
case(INJECTION, False, "sqlinj other key", lambda: injected(RAW, "name=hello123"))
case(INJECTION, False, "sqlinj other value", lambda: injected(RAW, "username=hello124"))
case(
    INJECTION,
    False,
    "sqlinj before where",
    lambda: injected("SELECT username AS hello123 FROM u WHERE id = 4"),
)
case(
    INJECTION,
    False,
    "sqlinj number",
    lambda: injected("SELECT * FROM u WHERE id = 12345", "id=12345"),
)
case(
    INJECTION,
    False,
    "sqlinj a word of SQL",
    lambda: injected("SELECT * FROM u WHERE sort = 'desc'", "sort=desc"),
)
case(
    INJECTION,
    False,
    "sqlinj insert",
    lambda: injected("INSERT INTO u (username) VALUES ('hello123')"),
)
case(
    INJECTION,
    False,
    "sqlinj within a word",
    lambda: injected(RAW.replace("hello123", "xhello1234")),
)
case(
    INJECTION,
    False,
    "sqlinj mapper",
    lambda: injected(RAW, **{"telemetry.modules": "sqlalchemy 2.0"}),
)
case(
    INJECTION,
    True,
    "nosql operator",
    lambda: injected(
        '{"find": "users", "filter": {"username": {"$ne": null}}}',
        None,
        body='{"username": {"$ne": null}}',
        system="mongodb",
    ),
)
case(
    INJECTION,
    True,
    "nosql operator in the query",
    lambda: injected(
        '{"find": "users", "filter": {"username": {"$ne": "a"}}}',
        "username[$ne]=a",
        system="mongodb",
    ),
)
case(
    INJECTION,
    False,
    "nosql plain value",
    lambda: injected('{"find": "users", "filter": {"username": "hello123"}}', system="mongodb"),
)


@pytest.mark.parametrize(("name", "detector", "build", "fires"), CASES, ids=[c[0] for c in CASES])
def test_limit(name: str, detector: str, build: Callable[[], Labelled], fires: bool) -> None:
    recording = build()
    findings, named = recording.found(KINDS[detector])
    if not fires:
        assert not [f for f in findings if f.severity is not Severity.INFO]
        return
    assert findings
    assert recording.offenders <= named
    for finding in findings:
        assert finding.saving is None or finding.saving.value >= 0


FIRING = {detector: build for _, detector, build, fires in CASES if fires}


@pytest.mark.parametrize("detector", FIRING)
def test_protobuf_tells_the_same(detector: str) -> None:
    recording = FIRING[detector]()
    findings, named = recording.found(KINDS[detector])
    assert recording.found(KINDS[detector], protobuf=True)[1] == named
    assert recording.offenders <= named
    assert findings
