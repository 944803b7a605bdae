"""Both sides of Sentry's limits for pages, phones and statements with a caller's input."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.traces.detectors.boundaries import Cases, judge, judge_protobuf
from tests.traces.labelled import Labelled

case = Cases()


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


@pytest.mark.parametrize(("name", "detector", "build", "fires"), case.all, ids=case.names)
def test_limit(name: str, detector: str, build: Callable[[], Labelled], fires: bool) -> None:
    judge(detector, build, fires)


@pytest.mark.parametrize("detector", case.firing)
def test_protobuf_tells_the_same(detector: str) -> None:
    judge_protobuf(detector, case.firing[detector])
