"""Strips above the threads of a browser's recording: the page's requests and its frames."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import plural, size
from perfview.kernels import raster
from perfview.kernels.packing import by_row, pack
from perfview.recording.errors import UnreadableInput
from perfview.traces.browser.page import page_of
from perfview.traces.browser.requests import Requests, requests_of
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY, Boxes
from perfview.ui.traces.lanes.frame_strip import frame_strip
from perfview.ui.traces.lanes.strip import Strip

_CATEGORIES = {
    "document": 0,
    "stylesheet": 6,
    "script": 4,
    "image": 2,
    "font": 3,
    "fetch": 1,
    "xhr": 1,
    "xmlhttprequest": 1,
    "css": 6,
    "img": 2,
}
"""By Chrome's resource type, else by who asked, in the hues Chrome's network view has taught."""
NETWORK = -2


def strips_of(study: Study) -> list[Strip]:
    """What there is to show, from top to bottom. Fit for a worker thread."""
    try:
        page = page_of(study)
        if page is None:
            return []
        requests, frames = requests_of(study), frame_strip(study, page)
    except UnreadableInput:
        return []
    found = [_network(requests)] if len(requests) else []
    return found + ([frames] if frames is not None else [])


def _network(requests: Requests) -> Strip:
    order = np.argsort(requests.start_ns, kind="stable").astype(np.int32)
    length = np.maximum(requests.duration_ns, 1)
    first = np.array([0, len(order)], np.int64)
    row, rows = pack(first, order, requests.start_ns, length)
    row_first, position, _ = by_row(first, row, rows)
    item = order[position]
    kinds = [
        _CATEGORIES.get(kind.lower(), _CATEGORIES.get(fetch.lower(), QUIET_CATEGORY))
        for kind, fetch in zip(requests.kind, requests.fetch, strict=True)
    ]
    failed = requests.is_failed | (requests.status >= 400)
    state = np.where(failed, raster.ERROR, raster.NORMAL).astype(np.uint8)
    boxes = Boxes(
        first=row_first,
        start=requests.start_ns[item],
        end=requests.start_ns[item] + length[item],
        category=np.array(kinds, np.uint8)[item],
        state=state[item],
        label=item,
        item=requests.row[item],
    )
    total = int(np.maximum(requests.encoded, 0).sum())
    detail = f"{plural(len(requests), 'request')}, {size(total)}"
    return Strip(NETWORK, "Network", detail, boxes.merge(), [_label(url) for url in requests.url])


def _label(url: str) -> str:
    """The part of an address that tells files apart: what stands after the host."""
    bare = url.split("#", 1)[0]
    path = bare.split("://", 1)[-1]
    host, slash, rest = path.partition("/")
    return f"/{rest}" if slash and rest else host
