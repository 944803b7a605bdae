"""What a page or a service fetches over HTTP: which kind of file it is, and its sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.attribute_numbers import has_any
from perfview.traces.patterns.span_types import span_types
from perfview.traces.study import Study

ENCODED_KEYS = (
    "http.response.body.size",
    "http.response_content_length",
    "http.response.header.content-length",
    "Encoded Body Size",
    "response_size",
)
"""Bytes of an answer's body as sent: OpenTelemetry's conventions, newer and older, Sentry's SDKs
(https://develop.sentry.dev/sdk/performance/span-data-conventions/), Envoy."""

DECODED_KEYS = (
    "http.decoded_response_content_length",
    "http.response_content_length_uncompressed",
    "http.response.body.uncompressed_size",
    "Decoded Body Size",
)
"""Bytes of an answer's body once unpacked."""

TRANSFER_KEYS = ("http.response_transfer_size", "http.response.size", "Transfer Size")
"""Bytes that went over the wire, headers included; 0 for what came from a cache."""

REQUEST_KEYS = ("http.request.body.size", "http.request_content_length", "request_size")
"""Bytes of a request's body as sent."""

PREFETCH_KEYS = (
    "http.request.prefetch",
    "http.request.header.sec-purpose",
    "http.request.header.purpose",
)

STATIC = frozenset({
    "avif", "bmp", "css", "eot", "gif", "gz", "htm", "html", "ico", "jpeg", "jpg", "js", "map",
    "mjs", "mp3", "mp4", "ogg", "otf", "pdf", "png", "svg", "ttf", "txt", "wasm", "wav", "webm",
    "webp", "woff", "woff2", "zip",
})  # fmt: skip
"""Endings of files that a page is made of, none of which is data asked for row by row."""

LONGEST_ENDING = 10


def path_of(address: str) -> str:
    """An address without scheme, credentials, query and fragment: host and path, or the path."""
    end = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=None)
    head, mark, rest = address[:end].partition("://")
    if not mark:
        return head
    host, slash, path = rest.partition("/")
    return f"{host.rpartition('@')[2]}{slash}{path}"


def extension(address: str) -> str:
    """The ending of the file an address asks for, in small letters; "" where it has none."""
    path = path_of(address)
    name = path[path.rfind("/") + 1 :] if "/" in path or "://" not in address else ""
    stem, dot, ending = name.rpartition(".")
    plain = ending.isascii() and ending.isalnum() and len(ending) <= LONGEST_ENDING
    return ending.lower() if dot and stem and plain and ending[0].isalpha() else ""


@dataclass(frozen=True)
class Endings:
    """The endings of what r spans ask for. number int32 (r) into `names`; "" is one of them."""

    number: NDArray[np.int32]
    names: list[str]

    def among(self, allowed: frozenset[str]) -> NDArray[np.bool_]:
        """Which spans ask for a file with one of these endings."""
        hit: NDArray[np.bool_] = np.array([name in allowed for name in self.names], np.bool_)
        return hit[self.number] if len(self.number) else np.zeros(0, np.bool_)


def endings_of(study: Study, rows: NDArray[np.integer]) -> Endings:
    """The endings of the addresses of these spans (any integer rows)."""
    url, place = np.unique(study.model.url[rows], return_inverse=True)
    numbers: dict[str, int] = {}
    strings = study.model.strings
    known = [numbers.setdefault(extension(strings[i]), len(numbers)) for i in url.tolist()]
    return Endings(np.array(known, np.int32)[place], list(numbers))


def are_prefetched(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of these spans fetch ahead of time, by their type, a header or Sentry's mark.

    Raises `UnreadableInput` when the file has changed.
    """
    ahead: NDArray[np.bool_] = np.zeros(len(rows), np.bool_)
    for key in PREFETCH_KEYS:
        if not has_any(study, (key,)):
            continue
        column = attribute_column(study, key)
        says = [str(v).lower() == "true" or "prefetch" in str(v).lower() for v in column.values]
        ahead |= np.array([*says, False], np.bool_)[column.of_span[rows]]
    types = span_types(study)
    named = np.array([*("prefetch" in name for name in types.names), False], np.bool_)
    ahead |= named[types.of_span[rows]]
    return ahead
