"""Record the bundled sample: start the shop on loopback, use it, keep what it exports.

`make sample` runs this; it takes about half a minute. The file written is what the OpenTelemetry
collector's file exporter writes: one JSON document (an ExportTraceServiceRequest) per line.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from services import PORTS, SERVICES

ROOT = Path(__file__).resolve().parents[2]
COLLECTOR_PORT = 18499
MIX = (
    ["GET /products"] * 8 + ["GET /orders"] * 2 + ["POST /checkout"] * 4 + ["GET /reports/revenue"]
)


class Collector(BaseHTTPRequestHandler):
    """Receives OTLP over HTTP and keeps each request as the collector's file exporter would."""

    received: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        """Take one export request."""
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        request = ExportTraceServiceRequest.FromString(body)
        self.received.append(hex_ids(MessageToDict(request, use_integers_for_enums=True)))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def hex_ids(value: Any) -> Any:
    """OTLP's JSON has ids in hex where protobuf's own mapping has base64 (OTLP specification)."""
    if isinstance(value, list):
        return [hex_ids(v) for v in value]
    if not isinstance(value, dict):
        return value
    ids = ("traceId", "spanId", "parentSpanId")
    return {k: base64.b64decode(v).hex() if k in ids else hex_ids(v) for k, v in value.items()}


def wait_for(port: int) -> None:
    """Until something listens there; gives up after a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing came up on port {port}")


def shop(requests: int, seed: int) -> None:
    """One customer: so many requests, with pauses to think."""
    chance = random.Random(seed)
    for _ in range(requests):
        method, path = chance.choice(MIX).split()
        data = json.dumps({"sku": chance.randrange(500)}).encode() if method == "POST" else None
        url = f"http://127.0.0.1:{PORTS['gateway']}{path}"
        try:
            request = urllib.request.Request(url, data=data, method=method)
            urllib.request.urlopen(request, timeout=30).close()
        except urllib.error.HTTPError:
            pass
        time.sleep(chance.uniform(0.05, 0.25))


def record(customers: int, requests: int) -> list[dict[str, Any]]:
    """Run the shop and return the export requests it sent."""
    collector = ThreadingHTTPServer(("127.0.0.1", COLLECTOR_PORT), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{COLLECTOR_PORT}/v1/traces"
    script = str(Path(__file__).with_name("services.py"))
    home = tempfile.TemporaryDirectory()
    options = [endpoint, f"{home.name}/shop.db"]
    services = [subprocess.Popen([sys.executable, script, name, *options]) for name in SERVICES]
    try:
        for port in PORTS.values():
            wait_for(port)
        threads = [threading.Thread(target=shop, args=(requests, n)) for n in range(customers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(2)
    finally:
        for service in services:
            service.terminate()
            service.wait()
        home.cleanup()
        collector.shutdown()
    return Collector.received


def main() -> None:
    """Record and write the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=3)
    parser.add_argument("--requests", type=int, default=90)
    default = ROOT / "resources" / "samples" / "slow-checkout.otlp.jsonl.gz"
    parser.add_argument("--out", type=Path, default=default)
    asked = parser.parse_args()
    lines = [json.dumps(request) for request in record(asked.customers, asked.requests)]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n", mtime=0))
    spans = sum(line.count('"spanId"') for line in lines)
    print(f"{spans:,} spans, {asked.out.stat().st_size / 1e3:.0f} kB in {asked.out}")


if __name__ == "__main__":
    main()
