"""Detectors on recordings whose requests say anything: no crash, and sound findings."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfview.advice.advise import advise
from perfview.advice.markdown import advice_markdown
from perfview.findings.detector import Detector, Limits
from perfview.findings.registry import discover
from perfview.traces.detectors.page_slow_document import PageSlowDocument
from tests.traces.browser.network import SITE, NetworkRecording
from tests.traces.browser.pages import FRAME, URL, found

DETECTORS = [
    kind
    for kind in discover("perfview.traces.detectors", Detector)
    if kind.name.startswith("page-")
]
NAMES = (
    "ResourceWillSendRequest", "ResourceSendRequest", "ResourceReceiveResponse", "ResourceFinish",
    "ResourceMarkAsCached", "ResourceChangePriority", "navigationStart", "firstContentfulPaint",
    "largestContentfulPaint::Candidate", "LargestImagePaint::Candidate", "MetaCharsetCheck",
    "ParseMetaViewport", "BeginRemoteFontLoad", "PaintImage", "ConsoleMessage::Error",
    "TracingStartedInBrowser", "FrameCommittedInBrowser", "MarkDOMContent", "UpdateLayerTree",
)  # fmt: skip
TEXTS = (
    "", "N1", "10.2", "10.3", FRAME, URL, f"{SITE}/item/1", f"{SITE}/item/2?a=1", "http://[",
    "https://cdn.test/a.js", "data:x", "GET", "fetch", "xmlhttprequest", "img", "image/png",
    "text/html", "http/1.1", "High", "blocking", "`|*\n", "block", "Script", "width=", "not-found",
)  # fmt: skip
KEYS = (
    "requestId", "url", "frame", "frames", "parent", "requestMethod", "priority", "resourceType",
    "renderBlocking", "statusCode", "mimeType", "protocol", "fromCache", "encodedDataLength",
    "decodedBodyLength", "didFail", "finishTime", "documentLoaderURL", "isOutermostMainFrame",
    "navigationId", "nodeId", "DOMNodeId", "imageUrl", "type", "loadingAttr", "display", "content",
    "disposition", "srcWidth", "srcHeight", "width", "height", "processId", "stackTrace",
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(TEXTS),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([None, True, False, [], [7], [{"url": URL}], {}, {"a": 1}]),
)
NUMBERS = st.one_of(st.integers(-5, 2000), st.floats(-1, 2000), st.just("x"))
TIMINGS = st.dictionaries(
    st.sampled_from(
        ["requestTime", "sendStart", "sendEnd", "receiveHeadersEnd", "connectStart", "connectEnd"]
    ),
    NUMBERS,
)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.integers(0, 3000),
        st.sampled_from(["10.2", "10.3", "10.4", "N1"]),
        st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6),
        st.dictionaries(st.sampled_from(["fetchType", "type", "url"]), VALUES, max_size=3),
        TIMINGS,
    ),
    max_size=25,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_nothing_crashes(events: list[tuple[Any, ...]]) -> None:
    page = NetworkRecording(document=False)
    for name, at, identity, told, initiator, timing in events:
        data = {"requestId": identity, "url": f"{SITE}/item/{at}", "frame": FRAME} | told
        data |= {"initiator": initiator, "timing": timing, "headers": [told, 7, {"name": "a"}]}
        page.mark(at, name, page.main, data=data, frame=FRAME)
    study = page.study()
    findings = []
    for kind in DETECTORS:
        if kind().concerns(study):
            low = {threshold.name: min(threshold.default, 1.0) for threshold in kind.thresholds}
            findings += list(kind().detect(study, Limits(kind(), low)))
    for finding in findings:
        assert finding.evidence.rows.size, finding.title
        assert finding.evidence.rows.max() < len(study.model)
        assert 0 <= finding.confidence < 1
        assert 0 <= finding.reach <= 1 + 1e-9
        if finding.saving is not None:
            assert 0 <= finding.saving.low <= finding.saving.value <= finding.saving.high
    assert advice_markdown(advise(findings, ["x"]))


def test_a_response_that_ends_before_it_began_is_no_slow_one() -> None:
    recording = NetworkRecording(document=False)
    recording.document(30, server=-4000)
    assert found(PageSlowDocument, recording) == []
