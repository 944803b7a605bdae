from __future__ import annotations

from pathlib import Path

import pytest

from perfview.engine.identify import identify
from perfview.engine.refusal import guess, refuse
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source


def test_content_decides_not_the_name(numbers: Path) -> None:
    lying = numbers.rename(numbers.with_name("photo.png"))
    assert identify(Source(lying)).identity.format == "number-lines"


def test_refusal_says_what_was_looked_for_and_seen(numbers: Path) -> None:
    numbers.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(UnreadableInput) as refused:
        identify(Source(numbers))
    assert "a PNG image" in str(refused.value)
    assert "Number lines" in refused.value.remedy
    assert "89 50 4e 47" in refused.value.remedy


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"hello, this is a log\nline", "plain text"),
        (b'{"data":[{"traceID":"1","spans":[],"processes":{}}]}', "Jaeger JSON"),
        (b'[{"traceId":"1","id":"2","localEndpoint":{}}]', "Zipkin JSON"),
        (b'{"traceEvents":[]}', "Chrome trace"),
        (b'\xef\xbb\xbf [{"ph":"X","ts":1}]', "Chrome trace"),
        (b'[ {"method":"Page.lifecycleEvent","params":{}}', "a log of the DevTools protocol"),
        (b'[{"method":"Network.dataReceived","params":{}}', "a log of the DevTools protocol"),
        (b'{"nodes":[{"id":1,"callFrame":{"functionName":"(root)"', "a V8 CPU profile"),
        (b'{"head":{"callFrame":{},"selfSize":0', "a V8 heap sampling profile"),
        (b'{"meta":{"interval":1},"libs":[]', "a Firefox profile"),
        (b'{"resourceLogs":[]}', "logs without any trace"),
        (b'{"a":1}', "JSON in a shape"),
        (b"<!DOCTYPE html><p>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
        (bytes(range(32)) * 8, "binary"),
        (b"\n\x02\x08\x01\n\x02\x08\x02" + bytes(40), "a Perfetto trace"),
        (b"\n\x82\x01" + b"\x08\x01" * 65 + b"\n\x02\x08\x02" + bytes(40), "a Perfetto trace"),
        (b"\n\x04\x08\x01\x10\x02\n\x04\x08\x03\x10\x04\x12\x0c", "a pprof profile"),
        (b"Showing nodes accounting for 1s, 100% of 1s total\n", "a report printed by pprof"),
        (b" key1: Total 1.12s of 1.12s (  100%)\n", "a list of labels printed by pprof"),
        (b"Type: cpu\n-----------+---------\n  1s main\n", "a report printed by pprof"),
        (b'digraph "x" {\nnode [style=filled fillcolor="#f8f8f8"]', "a call graph drawn by pprof"),
        (b'{"root":{"cumulative":"5","diff":"0","children":[]}}', "a flame graph that Parca"),
        (b"\n", "plain text"),
        (b"", "plain text"),
        (b"\xff\xfe{\x00", "UTF-16"),
    ],
)
def test_guesses(head: bytes, words: str) -> None:
    assert words in guess(head)


def test_text_is_quoted_and_wrapping_is_named() -> None:
    error = refuse(b"Dear  diary,\nit rained", "gzip", ["A", "B"])
    assert "inside gzip" in error.reason
    assert error.remedy == "Looked for A or B; the file begins with “Dear diary, it rained”."


def test_importing_the_engine_package_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, perfview.engine; print([m for m in ('numpy', 'numba') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
