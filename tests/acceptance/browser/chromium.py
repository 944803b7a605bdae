"""Chromium, steered over its debugging pipe: no driver and no WebSocket library is needed.

The protocol is https://chromedevtools.github.io/devtools-protocol; `--remote-debugging-pipe` speaks
it in JSON messages that end in a zero byte, on file descriptors 3 (in) and 4 (out).
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import Any

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--mute-audio",
    "--window-size=1280,900",
    "--remote-debugging-pipe",
)

CATEGORIES = (
    "benchmark",
    "blink",
    "blink.animations",
    "blink.console",
    "blink.user_timing",
    "cc",
    "devtools.timeline",
    "disabled-by-default-blink.debug.layout",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
    "disabled-by-default-devtools.timeline.invalidationTracking",
    "disabled-by-default-devtools.timeline.stack",
    "disabled-by-default-v8.compile",
    "disabled-by-default-v8.cpu_profiler",
    "disabled-by-default-v8.gc",
    "interactions",
    "latencyInfo",
    "loading",
    "navigation",
    "rail",
    "v8",
    "v8.execute",
)
"""What DevTools' Performance panel records, and what puppeteer adds to it."""


class Chromium:
    """A browser with one page; a context manager that ends it and removes its profile."""

    def __init__(self, program: str = "chromium", flags: Sequence[str] = ()) -> None:
        self._profile = tempfile.mkdtemp(prefix="recording-")
        self._to, self._from = self._start([program, *FLAGS, *flags])
        self._buffer = b""
        self._count = 0
        self.events: deque[dict[str, Any]] = deque()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.page = str(attached["sessionId"])
        for domain in ("Page", "Runtime"):
            self.call(f"{domain}.enable", self.page)

    def _start(self, command: list[str]) -> tuple[int, int]:
        """Start the browser with its ends of two pipes as descriptors 3 and 4; ours."""
        their_in, to = os.pipe()
        from_, their_out = os.pipe()
        shell = f'exec 3<&{their_in} 4>&{their_out}; exec "$@"'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", *command, f"--user-data-dir={self._profile}"],
            pass_fds=(their_in, their_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(their_in)
        os.close(their_out)
        return to, from_

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer. Raises RuntimeError when it is refused."""
        self._count += 1
        number = self._count
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message(60)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])
            self.events.append(answer)

    def wait_for(self, method: str, seconds: float = 60) -> dict[str, Any]:
        """The next event of this kind. Raises TimeoutError."""
        while True:
            while self.events:
                event = self.events.popleft()
                if event.get("method") == method:
                    return dict(event["params"])
            self.events.append(self._message(seconds))

    def _message(self, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0, deadline - time.monotonic()))
            content = os.read(self._from, 1 << 20) if ready else b""
            if not content:
                raise TimeoutError("The browser says nothing")
            self._buffer += content
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    def evaluate(self, script: str) -> Any:
        """Run a script in the page, waiting for its promise; its value."""
        result = self.call(
            "Runtime.evaluate",
            self.page,
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        return result["result"].get("value")

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of an element, as a user does."""
        script = (
            f"(() => {{const r = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]})()"
        )
        x, y = self.evaluate(script)
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent",
                self.page,
                type=kind,
                x=x,
                y=y,
                button="left",
                clickCount=1,
            )

    def start_recording(self, stream_format: str, categories: Sequence[str] = CATEGORIES) -> None:
        """Begin to record, as `json` or as `proto` (Perfetto's)."""
        self.call(
            "Tracing.start",
            self.page,
            transferMode="ReturnAsStream",
            streamFormat=stream_format,
            traceConfig={"includedCategories": list(categories), "excludedCategories": ["*"]},
        )

    def stop_recording(self) -> bytes:
        """End the recording; the file."""
        self.call("Tracing.end", self.page)
        stream = self.wait_for("Tracing.tracingComplete")["stream"]
        content = bytearray()
        while True:
            part = self.call("IO.read", self.page, handle=stream, size=1 << 20)
            data = part["data"]
            content += base64.b64decode(data) if part.get("base64Encoded") else data.encode()
            if part["eof"]:
                return bytes(content)
