"""Requests of a page written down in tests: one call a request, times in milliseconds.

The events and what stands in them are Chromium 156's (recorded, then shortened).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.traces.browser.building import BEGIN_NS
from tests.traces.browser.pages import APP, FRAME, URL, PageRecording

SITE = "http://shop.test"


def seconds(ms: float) -> float:
    """A time as Chrome's network process tells it."""
    return BEGIN_NS / 1e9 + ms / 1e3


class NetworkRecording(PageRecording):
    """A page whose document came at 30 ms, and what else it asked for."""

    def __init__(self, *, document: bool = True, **page: Any) -> None:
        super().__init__(**page)
        self.browser = 0
        self._requests = 1
        if document:
            self.document()

    def document(self, end: float = 30, *, server: float = 10, **more: Any) -> int:
        """The page's own document; `server` is how long the server took to begin its answer."""
        self.mark(1, "ResourceWillSendRequest", self.browser, data={"requestId": "N1"})
        more = {"kind": "Document", "mime": "text/html", "identity": "N1", "fetch": ""} | more
        return self.ask(URL, 1, end, sent=1 + max(0.0, end - 2 - server), headers=end - 1, **more)

    def ask(
        self,
        url: str,
        start: float,
        end: float,
        *,
        sent: float = -1,
        headers: float = -1,
        fetch: str = "fetch",
        cause: str = "script",
        kind: str = "Other",
        method: str = "GET",
        mime: str = "application/json",
        status: int = 200,
        size: int = 500,
        unpacked: int = -1,
        said: Mapping[str, str] | None = None,
        protocol: str = "http/1.1",
        priority: str = "High",
        blocking: str = "",
        cached: bool = False,
        failed: bool = False,
        asked_by: str = "",
        function: str = "load",
        track: int = -1,
        identity: str = "",
        connecting: float = 0,
        hops: Sequence[float] = (),
    ) -> int:
        """A request and its answer; its `ResourceSendRequest`'s row.

        `sent` and `headers` default to the start and the end. `said` are headers of the answer;
        `hops` when it was asked for before, to be sent elsewhere.
        """
        self._requests += 1
        identity = identity or f"10.{self._requests}"
        track = self.main if track < 0 else track
        address = url if "://" in url else SITE + url
        initiator = {"fetchType": fetch, "type": cause} | ({"url": asked_by} if asked_by else {})
        asked: dict[str, Any] = {
            "requestId": identity,
            "frame": FRAME,
            "url": address,
            "requestMethod": method,
            "priority": priority,
            "fetchPriorityHint": "auto",
            "resourceType": kind,
            "initiator": initiator,
            "isLinkPreload": False,
        }
        if blocking:
            asked["renderBlocking"] = blocking
        if fetch in ("fetch", "xmlhttprequest"):
            frame = {"functionName": function, "url": APP, "lineNumber": 9, "columnNumber": 1}
            asked["stackTrace"] = [frame]
        for at in hops:
            self.mark(at, "ResourceSendRequest", track, data=asked | {"url": SITE + "/old"})
        row = self.mark(start, "ResourceSendRequest", track, data=asked)
        if status:
            self._answer(
                identity,
                end,
                track,
                {
                    "statusCode": status,
                    "mimeType": mime,
                    "protocol": protocol,
                    "fromCache": cached,
                    **({"headers": _headers(said)} if said is not None else {}),
                    "timing": _timing(
                        start,
                        start if sent < 0 else sent,
                        end if headers < 0 else headers,
                        connecting,
                    ),
                },
            )
        finish = {
            "requestId": identity,
            "didFail": failed,
            "encodedDataLength": size,
            "decodedBodyLength": size if unpacked < 0 else unpacked,
        }
        if not failed:
            finish["finishTime"] = seconds(end)
        self.mark(end + 0.5, "ResourceFinish", track, data=finish)
        return row

    def _answer(self, identity: str, end: float, track: int, said: dict[str, Any]) -> None:
        data = {"requestId": identity, "frame": FRAME} | said
        self.mark(end + 0.2, "ResourceReceiveResponse", track, data=data)

    def candidate(self, at: float, *, image: str = "", lazy: bool = False) -> int:
        """A candidate for the largest contentful paint: text, or an image of this address."""
        told = {"nodeId": 5, "navigationId": "N1", "size": 9000, "type": "text", "nodeName": "P"}
        if image:
            told |= {"type": "image", "nodeName": "IMG", "loadingAttr": "lazy" if lazy else ""}
            found = {"DOMNodeId": 5, "imageUrl": SITE + image}
            self.mark(at, "LargestImagePaint::Candidate", self.main, data=found, frame=FRAME)
        return self.mark(at, "largestContentfulPaint::Candidate", self.main, data=told, frame=FRAME)


def _headers(said: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in said.items()]


def _timing(start: float, sent: float, headers: float, connecting: float) -> dict[str, float]:
    opened = sent - start
    return {
        "requestTime": seconds(start),
        "dnsStart": -1,
        "dnsEnd": -1,
        "connectStart": opened - connecting if connecting else -1,
        "connectEnd": opened if connecting else -1,
        "sslStart": -1,
        "sslEnd": -1,
        "sendStart": opened,
        "sendEnd": opened,
        "receiveHeadersEnd": headers - start,
    }
