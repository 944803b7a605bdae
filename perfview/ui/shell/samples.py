"""The recordings that ship with PerfView, and what each kind of recording looks like in a list."""

from __future__ import annotations

from pathlib import Path

from perfview.recording.bundled import bundled

_ENDINGS = (".otlp", ".json", ".jsonl", ".pb", ".gz", ".zst", ".zip")
_EARLIER = "earlier"

KIND_ICONS = {
    "traces": "tree-structure",
    "profiles": "flame",
    "heaps": "hard-drives",
    "bundles": "package",
    "queries": "database",
}
"""Those of the guides, which the first paint does not wait for."""

_KIND_BY_ENDING = {
    ".cpuprofile": "profiles",
    ".heapsnapshot": "heaps",
    ".build": "bundles",
    ".postgres": "queries",
}
_BESIDE = ".stats"
"""Marks what tells more of a sample and is none itself."""


def sample_recordings() -> list[Path]:
    """Those offered on the start page, by name."""
    home = bundled("samples")
    found = (p for p in home.glob("*") if p.suffix in _ENDINGS and _BESIDE not in p.suffixes)
    return sorted(found, key=sample_title) if home.is_dir() else []


def earlier_of(path: Path) -> list[Path]:
    """Recordings of the same run taken before a sample, the oldest first: beside
    ``leaks.heapsnapshot.zst`` these are ``earlier/leaks-1.heapsnapshot.zst``, ``leaks-2…``."""
    stem, _, ending = path.name.partition(".")
    return sorted((path.parent / _EARLIER).glob(f"{stem}-[0-9]*.{ending}"))


def sample_title(path: Path) -> str:
    """A sample's name for people: `slow-checkout.otlp.json` is “Slow checkout”."""
    return path.name.partition(".")[0].replace("-", " ").replace("_", " ").capitalize()


def sample_icon(path: Path) -> str:
    """The icon of what a sample's name says it is; a trace where it says nothing."""
    kinds = (kind for ending, kind in _KIND_BY_ENDING.items() if ending in path.suffixes)
    return KIND_ICONS[next(kinds, "traces")]
