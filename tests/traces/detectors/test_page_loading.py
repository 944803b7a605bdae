"""What is said of how a page loads and when it is seen, on both sides of each limit."""

from __future__ import annotations

import pytest

from perfview.advice.merging import merge
from perfview.findings.finding import Finding
from perfview.traces.detectors.page_character_set import PageCharacterSet
from perfview.traces.detectors.page_fonts import PageFonts
from perfview.traces.detectors.page_images import PageImages
from perfview.traces.detectors.page_late_image import PageLateImage
from perfview.traces.detectors.page_redirects import PageRedirects
from perfview.traces.detectors.page_render_blocking import PageRenderBlocking
from perfview.traces.detectors.page_slow_document import PageSlowDocument
from perfview.traces.detectors.page_slow_paint import PageSlowPaint
from perfview.traces.detectors.page_viewport import PageViewport
from tests.traces.browser.building import ThreadRecording
from tests.traces.browser.network import SITE, NetworkRecording
from tests.traces.browser.pages import FRAME, URL, found


def severities(findings: list[Finding]) -> list[str]:
    return [finding.severity.value for finding in findings]


def late_document(server: float) -> NetworkRecording:
    recording = NetworkRecording(document=False)
    recording.document(20 + server, server=server)
    return recording


@pytest.mark.parametrize(
    ("server", "severity"), [(590, []), (610, ["warning"]), (1900, ["critical"])]
)
def test_how_long_the_server_takes_with_the_document(server: float, severity: list[str]) -> None:
    assert severities(found(PageSlowDocument, late_document(server))) == severity


def test_a_slow_document_takes_the_late_paint_in() -> None:
    recording = late_document(2600)
    recording.candidate(2900)
    findings = found(PageSlowDocument, recording) + found(PageSlowPaint, recording)
    assert [[f.detector for f in group] for group in merge(findings)] == [
        ["page-slow-document", "page-slow-paint"]
    ]
    assert findings[0].saving is not None
    assert findings[0].saving.value == pytest.approx(2500e6)
    assert findings[0].saving.of == "largest contentful paint of shop.test/index.html"


def test_a_slow_answer_to_a_script_is_no_slow_document() -> None:
    recording = NetworkRecording()
    recording.ask("/api", 100, 1800, sent=100, headers=1700)
    assert found(PageSlowDocument, recording) == []


@pytest.mark.parametrize(
    ("hops", "severity"),
    [((), []), ((1,), ["info"]), ((1, 20), ["warning"])],
    ids=["none", "one", "two"],
)
def test_redirects_of_the_document(hops: tuple[float, ...], severity: list[str]) -> None:
    recording = NetworkRecording(document=False)
    for at in (*hops, 40):
        recording.mark(at, "ResourceWillSendRequest", 0, data={"requestId": "N1"})
    recording.ask(URL, 60, 70, identity="N1", kind="Document", fetch="", hops=(60,) * len(hops))
    findings = found(PageRedirects, recording)
    assert severities(findings) == severity
    if len(hops) == 2:
        assert findings[0].title == "2 redirects from /old to /index.html: 39.0\u202fms"


@pytest.mark.parametrize(("long", "severity"), [(250, "info"), (350, "warning")])
def test_redirects_of_anything_else_have_to_take_longer(long: float, severity: str) -> None:
    recording = NetworkRecording()
    recording.ask("/new", 100 + long, 140 + long, hops=(100,))
    assert severities(found(PageRedirects, recording)) == [severity]


def blocked(until: float, *, painted: float = 900, blocking: str = "blocking") -> NetworkRecording:
    recording = NetworkRecording()
    recording.ask("/a.css", 32, until, fetch="link", kind="Stylesheet", blocking=blocking)
    data = {"navigationId": "N1"}
    recording.mark(painted, "firstContentfulPaint", recording.main, data=data, frame=FRAME)
    return recording


def unpainted(recording: NetworkRecording) -> NetworkRecording:
    """Without the first paint at 40 ms that every page of these tests has."""
    recording._slices = [each for each in recording._slices if each[0] != 1_000_040_000_000]
    return recording


@pytest.mark.parametrize(
    ("until", "severity"), [(70, []), (130, ["info"]), (300, ["warning"]), (1000, [])]
)
def test_what_holds_up_painting(until: float, severity: list[str]) -> None:
    """What ends after the first paint did not hold it up."""
    assert severities(found(PageRenderBlocking, unpainted(blocked(until)))) == severity


def test_what_does_not_block_holds_nothing_up() -> None:
    recording = unpainted(blocked(500, blocking="non_blocking"))
    assert found(PageRenderBlocking, recording) == []


@pytest.mark.parametrize(
    ("at", "severity"), [(2400, []), (2600, ["warning"]), (4100, ["critical"])]
)
def test_the_largest_paint_is_late(at: float, severity: list[str]) -> None:
    recording = NetworkRecording(ends_ms=6000)
    recording.candidate(60)
    recording.candidate(at)
    assert severities(found(PageSlowPaint, recording)) == severity


def test_where_the_time_until_the_image_goes() -> None:
    recording = NetworkRecording(ends_ms=6000)
    recording.ask("/hero.png", 1500, 2900, fetch="img", kind="Image", mime="image/png")
    recording.candidate(3000, image="/hero.png")
    (finding,) = found(PageSlowPaint, recording)
    phases = {measure.name: measure.value / 1e6 for measure in finding.measures[1:]}
    assert phases == {
        "waiting for the document": 29,
        "until the image is asked for": 1471,
        "loading the image": 1400,
        "until it is painted": 100,
    }
    assert "1.47\u202fs of it until the image is asked for" in finding.verdict


@pytest.mark.parametrize(
    ("start", "lazy", "cause", "severity"),
    [
        (120, True, "other", []),
        (140, True, "other", ["warning"]),
        (140, False, "script", ["info"]),
        (240, False, "script", ["warning"]),
        (240, False, "parser", ["info"]),
    ],
)
def test_the_main_image_is_asked_for_late(
    start: float, lazy: bool, cause: str, severity: list[str]
) -> None:
    recording = NetworkRecording()
    recording.ask("/hero.png", start, 400, fetch="img", cause=cause, mime="image/png")
    recording.candidate(420, image="/hero.png", lazy=lazy)
    assert severities(found(PageLateImage, recording)) == severity


@pytest.mark.parametrize(
    ("display", "long", "severity"),
    [
        ("block", 400, ["warning"]),
        ("auto", 100, ["info"]),
        ("block", 30, []),
        ("swap", 900, []),
        ("optional", 900, []),
    ],
)
def test_text_waits_for_its_font(display: str, long: float, severity: list[str]) -> None:
    recording = NetworkRecording()
    told = {"display": display, "id": 2, "url": f"{SITE}/a.woff2"}
    recording.mark(60, "BeginRemoteFontLoad", recording.main, **told)
    recording.ask("/a.woff2", 60, 60 + long, fetch="css", kind="Font", mime="font/woff2")
    assert severities(found(PageFonts, recording)) == severity


def pictured(size: int, own: int, shown: int, mime: str = "image/webp") -> NetworkRecording:
    recording = NetworkRecording()
    recording.ask("/a.img", 60, 90, fetch="img", kind="Image", mime=mime, size=size)
    data = {"url": f"{SITE}/a.img", "srcWidth": own, "srcHeight": own, "width": shown,
            "height": shown, "nodeId": 4}  # fmt: skip
    recording.mark(95, "PaintImage", recording.main, data=data)
    return recording


@pytest.mark.parametrize(
    ("size", "own", "shown", "mime", "severity"),
    [
        (400_000, 1000, 100, "image/webp", ["warning"]),
        (40_000, 1000, 100, "image/webp", ["info"]),
        (400_000, 1000, 500, "image/webp", []),
        (12_000, 1000, 100, "image/webp", []),
        (900_000, 1000, 1000, "image/png", ["warning"]),
        (160_000, 1000, 1000, "image/png", []),
        (150_000, 200, 200, "image/gif", ["info"]),
        (400_000, 1000, 10, "image/svg+xml", []),
    ],
)
def test_pictures_larger_than_what_is_seen(
    size: int, own: int, shown: int, mime: str, severity: list[str]
) -> None:
    assert severities(found(PageImages, pictured(size, own, shown, mime))) == severity


@pytest.mark.parametrize(
    ("place", "declared", "said"),
    [
        ("not-found", "text/html", True),
        ("found-after-1024-bytes", "text/html", True),
        ("found-in-first-1024-bytes", "text/html", False),
        ("not-found", "text/html; Charset=utf-8", False),
    ],
)
def test_the_character_set(place: str, declared: str, said: bool) -> None:
    recording = NetworkRecording(document=False)
    recording.document(said={"Content-Type": declared})
    data = {"disposition": place, "frame": FRAME}
    recording.mark(31, "MetaCharsetCheck", recording.main, data=data)
    assert severities(found(PageCharacterSet, recording)) == (["info"] if said else [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, True),
        ("width=device-width, initial-scale=1", False),
        ("width=device-width", False),
        ("initial-scale=0.5", True),
        ("user-scalable=no", True),
    ],
)
def test_the_viewport(content: str | None, said: bool) -> None:
    recording = NetworkRecording()
    recording.mark(48, "MarkDOMContent", recording.main, data={"frame": FRAME})
    if content is not None:
        data = {"content": content, "frame": FRAME}
        recording.mark(45, "ParseMetaViewport", recording.main, data=data)
    assert found(PageViewport, recording) == []
    recording.slice(60, 61, "UpdateLayerTree", recording.main)
    assert severities(found(PageViewport, recording)) == (["info"] if said else [])


def test_a_page_that_was_there_before_was_not_loaded_late() -> None:
    recording = ThreadRecording()
    main = recording.thread("CrRendererMain")
    recording.slice(0, 5000, "FunctionCall", main, data={"url": URL})
    assert found(PageSlowPaint, recording) == []
