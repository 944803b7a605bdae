"""Bodies that planted pages are answered with: documents, data, pictures, fonts."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from pathlib import Path

from tests.acceptance.browser.serving import Answer

TEXT = "The quick brown fox jumps over the lazy dog while the five boxing wizards watch. "

_FONTS = Path("/usr/share/fonts")


def document(body: str, head: str = "") -> str:
    """An HTML document with everything a good one declares."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"{head}</head><body>{body}</body></html>"
    )


def running(code: str) -> str:
    """A document with a heading whose script runs once it is loaded; it may await."""
    return document(
        '<h1>Orders</h1><p>Everything that was ordered today.</p><div id="out"></div>'
        f'<script>addEventListener("load", async () => {{{code}}})</script>'
    )


def data(delay: float = 0.0, size: int = 60, status: int = 200) -> Answer:
    """Some JSON of about this size."""
    return Answer('{"text":"' + "x" * size + '"}', "application/json", delay, status)


def compressed(answer: Answer) -> Answer:
    """The answer as a good server sends it."""
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    body = gzip.compress(answer.content)
    return Answer(body, answer.kind, answer.delay, answer.status, headers, answer.chunk_delay)


def source_code(size: int, seed: int = 1) -> str:
    """JavaScript of about this many bytes that does nothing and compresses as code does."""
    random_ = random.Random(seed)
    words = ["value", "index", "result", "element", "options", "callback", "state", "length"]
    lines = ["(() => { const table = {};"]
    done = 0
    while done < size:
        names = [random_.choice(words) + str(random_.randrange(9999)) for _ in range(4)]
        lines.append(f"table.{names[0]} = ({names[1]}, {names[2]}) => {names[1]} + '{names[3]}';")
        done += len(lines[-1])
    return "\n".join([*lines, "globalThis.done = table; })();"])


def rules(count: int) -> str:
    """A style sheet of so many rules."""
    return "body{margin:20px}\n" + "\n".join(
        f".part-{i} .inner-{i % 7} {{ padding: {i % 9}px; color: #{i % 4096:03x} }}"
        for i in range(count)
    )


def picture(width: int, height: int, *, noisy: bool = False) -> bytes:
    """A PNG: one colour, or noise that does not compress."""
    random_ = random.Random(width * height)
    row = b"\0" + bytes(3 * width)
    rows = (
        (b"\0" + random_.randbytes(3 * width) for _ in range(height)) if noisy else [row] * height
    )
    content = zlib.compress(b"".join(rows), 1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", content), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, body) for kind, body in parts)


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def font() -> bytes:
    """A font of this machine. Raises StopIteration when it has none."""
    return next(_FONTS.rglob("*.ttf")).read_bytes()
