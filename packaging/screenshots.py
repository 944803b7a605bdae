"""Draw the pictures of the README into `docs/images`, each by `perfview screenshot`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "samples" / "slow-checkout.otlp.jsonl.gz"
SLOW_PAGE = SAMPLE.with_name("slow-page.chrome.json.gz")
SLOW_ORDERS = SAMPLE.with_name("slow-orders.cpuprofile.gz")
FIXED_ORDERS = SAMPLE.with_name("slow-orders-fixed.cpuprofile.gz")
SESSIONS = SAMPLE.with_name("leaking-sessions.heapsnapshot.zst")
HEAVY_SHOP = SAMPLE.with_name("heavy-shop.build.zip")
SLOW_SHOP = SAMPLE.with_name("slow-shop.postgres.log.gz")
EARLIER = [SAMPLE.parent / "earlier" / f"leaking-sessions-{n}.heapsnapshot.zst" for n in (1, 2)]
IMAGES = ROOT / "docs" / "images"
SIZE = (1600, 1000)
PERFVIEW = [sys.executable, "-m", "perfview"]
LARGEST_BYTES = 350_000


def main() -> int:
    """Draw all of them anew, without a display and without anybody's settings."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as settings:
        os.environ["PERFVIEW_CONFIG_DIR"] = settings
        draw("timeline", "dark", select=repeated_query())
        draw("services", "light")
        draw("flame", "dark")
        draw_page("dark")
        draw_profile("dark")
        draw_difference("light")
        draw_heap("dark")
        draw_bundle("dark")
        draw_queries("dark")
        draw_latency("light")
        draw_start("dark")
    too_large = [p.name for p in IMAGES.glob("*.png") if p.stat().st_size > LARGEST_BYTES]
    if too_large:
        print(f"Larger than {LARGEST_BYTES:,} bytes: {', '.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


def repeated_query() -> str:
    """The rank of the sample's N+1 recommendation."""
    said = subprocess.run(
        [*PERFVIEW, "analyze", str(SAMPLE), "--json"], check=True, capture_output=True, cwd=ROOT
    )
    found = json.loads(said.stdout)["recommendations"]
    return next(str(each["rank"]) for each in found if "N+1" in each["title"])


def draw(view: str, theme: str, select: str = "") -> None:
    """One view of the sample, with a span, trace or recommendation selected."""
    out = IMAGES / f"{view}-{theme}.png"
    size = "x".join(map(str, SIZE))
    wanted = ["--out", str(out), "--view", view, "--theme", theme, "--size", size]
    chosen = ["--select", select] if select else []
    command = [*PERFVIEW, "screenshot", str(SAMPLE), *wanted, *chosen, "--no-cache"]
    subprocess.run(command, check=True, cwd=ROOT)
    shrink(out)


def draw_profile(theme: str) -> None:
    """The sample of a slow service, its costliest function chosen."""
    out = IMAGES / f"profile-{theme}.png"
    chosen = ["--out", str(out), "--theme", theme, "--select", "loadTenantConfig"]
    command = [*PERFVIEW, "screenshot", str(SLOW_ORDERS), *chosen, "--no-cache"]
    subprocess.run(command, check=True, cwd=ROOT)
    shrink(out)


def draw_difference(theme: str) -> None:
    """The same service after its fix, held against before."""
    out = IMAGES / f"difference-{theme}.png"
    chosen = ["--out", str(out), "--theme", theme, "--view", "difference"]
    against = ["--baseline", str(SLOW_ORDERS), "--no-cache"]
    command = [*PERFVIEW, "screenshot", str(FIXED_ORDERS), *chosen, *against]
    subprocess.run(command, check=True, cwd=ROOT)
    shrink(out)


def draw_heap(theme: str) -> None:
    """The sample of a leaking service, its leak chosen."""
    out = IMAGES / f"heap-{theme}.png"
    chosen = ["--out", str(out), "--theme", theme, "--select", "1", "--no-cache"]
    against = ["--baseline", str(EARLIER[0]), "--target", str(EARLIER[1])]
    command = [*PERFVIEW, "screenshot", str(SESSIONS), *chosen, *against]
    subprocess.run(command, check=True, cwd=ROOT)
    shrink(out)


def draw_bundle(theme: str) -> None:
    """The sample of a heavy build, its first recommendation chosen."""
    out = IMAGES / f"bundle-{theme}.png"
    chosen = ["--out", str(out), "--theme", theme, "--select", "1", "--no-cache"]
    subprocess.run([*PERFVIEW, "screenshot", str(HEAVY_SHOP), *chosen], check=True, cwd=ROOT)
    shrink(out)


def draw_queries(theme: str) -> None:
    """The sample of a slow database, its first recommendation chosen."""
    out = IMAGES / f"queries-{theme}.png"
    chosen = ["--out", str(out), "--theme", theme, "--select", "1", "--no-cache"]
    subprocess.run([*PERFVIEW, "screenshot", str(SLOW_SHOP), *chosen], check=True, cwd=ROOT)
    shrink(out)


def draw_page(theme: str) -> None:
    """The sample of a slow page, and what is the matter with it."""
    from perfview.ui.screenshot import render_screenshot

    out = IMAGES / f"page-{theme}.png"
    render_screenshot(SLOW_PAGE, out, "timeline", theme, SIZE, use_cache=False)
    shrink(out)


def draw_latency(theme: str) -> None:
    """The slowest requests brushed, and what sets them apart."""
    from perfview.ui.screenshot import render_screenshot
    from perfview.ui.shell.window import Window
    from perfview.ui.traces.latency import LatencyView

    def brush(window: Window) -> None:
        view = window.findChild(LatencyView)
        assert view is not None
        view.choose_slowest(0.05)

    out = IMAGES / f"latency-{theme}.png"
    render_screenshot(
        SAMPLE,
        out,
        "latency",
        theme,
        SIZE,
        use_cache=False,
        prepare=brush,
    )
    shrink(out)


def draw_start(theme: str) -> None:
    """The start page, which no file leads to."""
    from perfview.ui.screenshot import render_screenshot

    out = IMAGES / f"start-{theme}.png"
    render_screenshot(None, out, theme=theme, size=SIZE)
    shrink(out)


def shrink(path: Path) -> None:
    """Write a picture again in 256 colours: the theme's, and the most frequent others."""
    import numpy as np
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QImageWriter

    whole = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(whole.constBits(), np.uint32)
    found, times = np.unique(pixels, return_counts=True)
    frequent = found[np.argsort(-times)].tolist()
    ours = [each for each in theme_colours() if each in set(frequent)]
    table = list(dict.fromkeys([*ours, *frequent]))[:256]
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    few = whole.convertToFormat(QImage.Format.Format_Indexed8, table, flags)
    writer = QImageWriter(str(path))
    writer.setQuality(0)  # as small as it gets
    if not writer.write(few):
        raise OSError(f"{path}: {writer.errorString()}")


def theme_colours() -> list[int]:
    """Every colour of both themes as 0xffRRGGBB: small swatches would go down among greys."""
    from dataclasses import astuple

    from perfview.ui.theme.tokens import DARK, LIGHT

    texts = [part for value in (*astuple(DARK), *astuple(LIGHT)) for part in _parts(value)]
    return [0xFF000000 | int(text[1:], 16) for text in texts if text.startswith("#")]


def _parts(value: object) -> list[str]:
    return (
        [part for part in value if isinstance(part, str)]
        if isinstance(value, tuple)
        else [str(value)]
    )


if __name__ == "__main__":
    sys.exit(main())
