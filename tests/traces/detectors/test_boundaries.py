"""Both sides of Sentry's limits for calls of services, and the places where they are blind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.traces.detectors.boundaries import Cases, judge, judge_protobuf
from tests.traces.labelled import Labelled

AUTHOR = "SELECT id, name FROM authors WHERE id = %s"
BOOKS = "SELECT id, author_id FROM books ORDER BY id LIMIT 20"
case = Cases()


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


@pytest.mark.parametrize(("name", "detector", "build", "fires"), case.all, ids=case.names)
def test_limit(name: str, detector: str, build: Callable[[], Labelled], fires: bool) -> None:
    judge(detector, build, fires)


@pytest.mark.parametrize("detector", case.firing)
def test_protobuf_tells_the_same(detector: str) -> None:
    judge_protobuf(detector, case.firing[detector])
