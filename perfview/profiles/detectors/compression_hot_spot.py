"""Time spent compressing and decompressing."""

from __future__ import annotations

from typing import ClassVar

from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy

RULE = (
    "a lower level takes 50 to 85 % of it in the formats' own benchmarks, keeping what is "
    "compressed all of it"
)
MOVED = "moved off the event loop, or kept: from half to all of it there"


class CompressionHotSpot(ActivityDetector):
    """Compressing or decompressing that takes much of the time.

    What it looks for: time in functions known to compress (zlib, gzip, Brotli, zstd, LZ4, LZMA in
    all their bindings), by the nearest own function above them. It fires from `share` of all time
    and `samples` on; it is a warning from `warning`, critical from `critical` on.

    Why it matters: the highest level costs many times the usual one and makes texts a few percent
    smaller; the same page is compressed again for each visitor; on an event loop everybody waits.

    How sure it is: the functions are unmistakable. The level is not in the recording.

    How to fix it: compress once and keep it (static files when they are built); take a lower level
    or zstd; leave out what is small or already compressed; let a proxy do it.

    Learnt from: the tables zlib, zstd (lzbench) and Brotli publish of speed by level; Lighthouse's
    advice to compress text, of which this is the price.
    """

    name = "compression-hot-spot"
    title = "Compression"
    thresholds = activity_thresholds(0.06, 0.15)
    prominence = 2
    activities = Activity.COMPRESSION
    word = "compression"
    wrong_if = "Each content is new, and size matters more than time, as for archives."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, compress what is the same only once, take a lower level (or zstd), and "
            "leave "
            "out what is small or compressed already.",
            (0.4, 0.7, 1.0),
            RULE,
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, take the asynchronous function (it runs on other threads), a lower "
            "level, and "
            "keep what is sent again.",
            (0.5, 0.85, 1.0),
            MOVED,
            "res.end(zlib.gzipSync(body, { level: 9 }));",
            "const gzip = util.promisify(zlib.gzip);\n"
            "cached ??= await gzip(body, { level: 4 });\nres.end(cached);",
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, compress what is the same only once and take a lower level: Python's own "
            "default is 9, the slowest.",
            (0.5, 0.75, 1.0),
            RULE,
            "body = gzip.compress(page)  # level 9",
            "body = gzip.compress(page, compresslevel=4)",
        ),
        Ecosystem.GO: Remedy(
            "In {where}, reuse writers (`sync.Pool`, `Reset`), take a lower level, and keep what "
            "is "
            "sent again.",
            (0.4, 0.7, 1.0),
            RULE,
            "w := gzip.NewWriter(out)",
            "w := writers.Get().(*gzip.Writer) // of a sync.Pool, made with "
            "gzip.BestSpeed\nw.Reset(out)",
        ),
        Ecosystem.JAVA: Remedy(
            "In {where}, take `Deflater.BEST_SPEED` or zstd, and keep what is sent again.",
            (0.4, 0.7, 1.0),
            RULE,
            "new Deflater(Deflater.BEST_COMPRESSION)",
            "new Deflater(Deflater.BEST_SPEED)",
        ),
    }
