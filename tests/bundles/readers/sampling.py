"""Small files that the real tools wrote, and reading them."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from perfview.bundles.model import BundleModel
from perfview.bundles.soundness import is_sound_model
from perfview.engine.identify import identify
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

SAMPLES = Path(__file__).parent / "samples"
CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "bundles"


def sample(name: str) -> bytes:
    """What the tool wrote."""
    return gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


def opened(path: Path | bytes, reader: str = "") -> tuple[BundleModel, ImportReport]:
    """The bundle in a file, folder or these bytes, by whichever reader is surest."""
    source = Source.from_bytes(path) if isinstance(path, bytes) else Source(path)
    with source:
        found = identify(source)
        assert not reader or found.identity.format == reader
        model, report = found.reader.read(source, Progress())
    assert isinstance(model, BundleModel)
    assert is_sound_model(model)
    return model, report


def names(model: BundleModel) -> list[str]:
    """The modules' paths."""
    return model.strings.take(model.modules.name)


def files(model: BundleModel) -> dict[str, int]:
    """Bytes of each file."""
    found = model.strings.take(model.assets.name)
    return dict(zip(found, model.assets.bytes.tolist(), strict=True))


def initial(model: BundleModel) -> set[str]:
    """The files of the chunks that load at start."""
    rows = model.chunk_assets.right[model.chunks.is_initial[model.chunk_assets.left]]
    return set(model.strings.take(model.assets.name[rows]))


def placed(model: BundleModel) -> dict[str, int]:
    """Bytes of each module over all files."""
    sums = np.zeros(len(model.modules), np.int64)
    np.add.at(sums, model.placements.module, np.maximum(model.placements.bytes, 0))
    return dict(zip(names(model), sums.tolist(), strict=True))


def edges(model: BundleModel) -> set[tuple[str, str, int]]:
    """Who imports whom, and how."""
    told, asked = names(model), model.imports
    rows = zip(asked.source.tolist(), asked.target.tolist(), asked.kind.tolist(), strict=True)
    return {(told[source], told[target], kind) for source, target, kind in rows}


def entries(model: BundleModel) -> list[str]:
    """The names of the entries."""
    return model.strings.take(model.entry_name)
