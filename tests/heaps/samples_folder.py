"""Where recordings of heaps that come with the tests are."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
