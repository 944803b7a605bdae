"""Scripts and style sheets that are sent as they are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, plural, size
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attribute_numbers import has_any
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.patterns.confidence import confidence
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.page_files import PageFiles, by_file, file_name, page_files
from perfview.traces.patterns.sites import (
    Site,
    gather_sites,
    shortened_by,
)
from perfview.traces.patterns.web_assets import DECODED_KEYS
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Groups, estimate
from perfview.traces.study import Study

TYPES = ("resource.script", "resource.css", "resource.link")
ENDINGS = frozenset({"", "css", "json", "js", "mjs"})
BROWSER_KEYS = ("browser.name", "browser", "user_agent.name", "browser.mobile")
_MOBILE = ("mobile", "android", "ios", "webview", "facebook", "instagram", "opera mini")
ENCODING_KEY = "http.response.header.content-encoding"

LEFT = 0.3
"""What packing leaves of scripts and style sheets: gzip takes 65 to 75 % off (HTTP Archive, Web
Almanac 2022, Compression)."""

METHOD = "traces re-timed with these files taking the part of the time that packed ones are of them"

EXAMPLE = Example(
    before="gzip off;",
    after=(
        "gzip on;\ngzip_min_length 1400;\n"
        "gzip_types text/css application/javascript application/json image/svg+xml;"
    ),
    language="nginx",
)


class UncompressedAsset(RequestDetector):
    """Large scripts, style sheets and JSON files that a page loads unpacked.

    What it looks for: files of a page that are scripts, style sheets or JSON (by type and ending),
    as large on the wire as unpacked, of at least `size`, that took longer than `duration`. It only
    fires where another file of the same page did come packed, which shows that this browser tells
    both sizes; files from a cache and browsers of phones, which often tell them wrongly, are left
    out.

    Why it matters: text shrinks to about a third when packed. The rest is sent for nothing, while
    the page may be waiting for it.

    How sure it is: the sizes are the browser's own. The saving supposes that the time shrinks with
    the bytes; where the server answers late, or the line is fast, it is less.

    How to fix it: switch gzip or Brotli on for text at the server or the CDN; files that are built
    can be packed once, when they are built.

    Learnt from: Sentry's Uncompressed Asset detector (512 kB, 300 ms); Lighthouse's text
    compression audit.
    """

    name = "uncompressed-asset"
    title = "Uncompressed asset"
    scopes = ("network", "render")
    cost = 2
    thresholds = (
        Threshold("size", 512_000, "bytes", "of the file, at least"),
        Threshold("duration", 300e6, "ns", "what takes longer to load is reported"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per file, most time first."""
        if not has_any(study, DECODED_KEYS):
            return
        files = page_files(study)
        chosen = np.flatnonzero(_unpacked(study, files, limits))
        rows = files.row[chosen]
        found = gather_sites(study, rows, by_file(study, rows))
        savings = estimate(study, [each.change for each in found], _packed, METHOD)
        for site, saving in zip(found, savings, strict=True):
            sizes = files.encoded[np.searchsorted(files.row, site.all_rows)]
            yield _finding(study, site, sizes, saving, limits)


def _unpacked(study: Study, files: PageFiles, limits: Limits) -> NDArray[np.bool_]:
    trace = study.structure.trace[files.row]
    text = files.of_kind(study, TYPES, ENDINGS)
    text &= files.ending.among(ENDINGS)
    packed = (files.encoded > 0) & (files.decoded > 0) & (files.encoded != files.decoded)
    tells = np.zeros(study.structure.traces, np.bool_)
    tells[trace[packed]] = True
    found: NDArray[np.bool_] = (
        text & tells[trace] & (files.encoded == files.decoded) & (files.transferred != 0)
    )
    found &= files.encoded >= limits["size"]
    found &= study.model.duration_ns[files.row] > limits["duration"]
    chosen = np.flatnonzero(found)
    found[chosen] = [not told for told in attributes_of(study, files.row[chosen], (ENCODING_KEY,))]
    found[chosen] &= ~_on_phones(study, trace[chosen])
    return found


def _on_phones(study: Study, traces: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether the page's own span, or the root's, tells of a phone's browser."""
    roots = study.structure.root[traces]
    told = attributes_of(study, roots, BROWSER_KEYS)
    return np.array(
        [
            any(v is True or any(word in str(v).lower() for word in _MOBILE) for v in d.values())
            for d in told
        ],
        np.bool_,
    )


def _packed(study: Study, groups: Groups) -> NDArray[np.int64]:
    scale = np.full(len(study.model), LEFT)
    return what_if.retime(study, shortened_by(study, groups, scale))


def _finding(
    study: Study,
    site: Site,
    sizes: NDArray[np.float64],
    saving: Saving,
    limits: Limits,
) -> Finding:
    service, request = site.names(study)
    asked = file_name(study, int(site.all_rows[0]))
    spent = site.p95(study.model.duration_ns[site.all_rows])
    p95 = site.p95(sizes)
    return Finding(
        detector=UncompressedAsset.name,
        severity=Severity.WARNING,
        title=f"{asked} is sent uncompressed",
        where=f"{service}, {request}",
        why=(
            f"`{asked}` comes as {size(p95)}, exactly as large as it is unpacked, and takes "
            f"{duration(spent)} at p95 over {plural(len(sizes), 'load')}. Other files of the page "
            f"come packed. Text shrinks to about a third: {size(p95 * LEFT)}."
        ),
        verdict=(
            f"`{request}` loads `{asked}` unpacked ({size(p95)}); packed it would save about "
            f"{duration(saving.value)} at p95"
        ),
        entity=f"{service}\n{asked}",
        measures=(
            Measure("size", p95, "bytes", limits["size"]),
            Measure("duration", spent, "ns", limits["duration"]),
            Measure("loads", len(sizes), "count"),
        ),
        evidence=evidence_of(study, site.all_rows),
        confidence=confidence(0.9, len(sizes)),
        scopes=UncompressedAsset.scopes,
        saving=saving,
        how=(
            f"Serve `{asked}` with gzip or Brotli: switch it on for text at the server or the CDN, "
            "or pack the file once when it is built."
        ),
        example=EXAMPLE,
        effort=Effort.SMALL,
        wrong_if="The file is packed already in a way the browser cannot tell, or hardly shrinks.",
        cause=site.cause(study, f"{asked} unpacked"),
        reach=site.reach,
        request=request,
    )
