"""Where nothing is wrong nothing is said, and what is odd about a file is said once."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from google.protobuf.internal.encoder import _VarintBytes
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.trace import SpanKind

from perfview.cli.main import main
from tests.acceptance.conftest import Analyse
from tests.acceptance.scene import Scene, otlp_json


def healthy(requests: int = 200) -> Scene:
    """Quick pages with one check and a few different statements each."""
    scene = Scene()
    for i in range(requests):
        start, more = 100 * i, (7 * i) % 8
        name = ("GET /a", "GET /b/{id}", "POST /c")[i % 3]
        root = scene.request("web", name, start, start + 25 + more)
        call = scene.get(root, start + 2, start + 14 + more, "auth", "/check")
        check = scene.span(
            "auth", "GET /check", start + 3, start + 13 + more, call, SpanKind.SERVER
        )
        scene.query(check, start + 4, start + 6 + more / 2, "SELECT * FROM sessions WHERE id = $1")
        begin = start + 16 + more
        scene.query(root, begin, begin + 4, "UPDATE seen SET at = $1 WHERE id = $2")
    return scene


def test_a_healthy_recording_is_left_alone(analyse: Analyse) -> None:
    analysis = analyse(healthy())
    assert analysis.grave == []
    assert analysis.verdict.startswith("Nothing stands out")
    assert analysis.said["import"] == {"rows": 1000, "oddities": []}


def test_three_spans_are_a_recording(analyse: Analyse) -> None:
    scene = Scene()
    root = scene.request("hello", "GET /", 0, 12)
    view = scene.span("hello", "view", 1, 10, root)
    scene.span("hello", "template 🍣", 3, 9, view)
    analysis = analyse(scene)
    assert analysis.said["import"]["rows"] == 3
    assert analysis.grave == []


def test_what_has_lost_its_roots_is_said_and_shown(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(30):
        root = scene.request("gateway", "GET /x", 100 * i, 100 * i + 80)
        handler = scene.span("back", "handler", 100 * i + 5, 100 * i + 70, root, SpanKind.SERVER)
        scene.span("back", "work", 100 * i + 10, 100 * i + 60, handler)
    kept = [s for s in scene.spans() if s.resource.attributes["service.name"] == "back"]
    analysis = analyse(json.dumps(otlp_json(kept)).encode())
    assert analysis.said["import"]["rows"] == 60
    (oddity,) = analysis.said["import"]["oddities"]
    assert (oddity["kind"], oddity["count"]) == ("orphan-span", 30)
    assert analysis.grave == []


def test_every_way_of_writing_says_the_same(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(20):
        root = scene.request("shop", "GET /cart", 1000 * i, 1000 * i + 230)
        for at in range(10 + i):
            begin = 1000 * i + 5 + 7 * at
            scene.query(root, begin, begin + 6, f"SELECT * FROM products WHERE id = {at}")
    spans = scene.spans()
    lots = [spans[i : i + 37] for i in range(0, len(spans), 37)]
    messages = [encode_spans(lot).SerializeToString() for lot in lots]
    written = {
        "pretty": scene.json(indent=3, ensure_ascii=False),
        "lines": b"\n".join(json.dumps(otlp_json(lot)).encode() for lot in lots) + b"\n",
        "protobuf": scene.protobuf(),
        "delimited": b"".join(_VarintBytes(len(m)) + m for m in messages),
        "gzip": gzip.compress(scene.json()),
        "zstd": zstandard.compress(scene.protobuf()),
    }
    plain = analyse(scene)
    assert "identical queries" in plain.verdict
    for way, content in written.items():
        other = analyse(content)
        for part in ("verdict", "findings", "recommendations", "import"):
            assert other.said[part] == plain.said[part], way


@pytest.mark.parametrize("limit", ["critical", "warning", "info"])
def test_a_healthy_recording_passes_every_gate(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))
    path = tmp_path / "healthy.json"
    path.write_bytes(healthy(30).json())
    gate = ["analyze", "--no-cache", str(path), "--fail-on", limit]
    assert main(gate) == 0
    assert main([*gate, "--threshold", "latency-threshold.p95=1ms"]) == 1
