"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

from perfview.bundles.keeping import Kept
from perfview.bundles.model import (
    ASSET_KINDS,
    IMPORT_KINDS,
    MODULE_FORMATS,
    MODULE_KINDS,
    BundleModel,
)
from perfview.recording.indices import are_long, are_within, lead


def is_sound(kept: Kept) -> bool:
    """True when every index of the model may be followed."""
    return is_sound_model(kept.model)


def is_sound_model(model: BundleModel) -> bool:
    """True when every index of the model may be followed and its columns are of one length."""
    return (
        _sound_modules(model)
        and _sound_imports(model)
        and _sound_chunks(model)
        and _sound_files(model)
    )


def _sound_modules(model: BundleModel) -> bool:
    modules, packages, texts = model.modules, model.packages, len(model.strings)
    exports, notes, m = model.exports, model.notes, len(model.modules)
    return (
        are_long(m, modules.identifier, modules.kind, modules.format, modules.package)
        and are_long(m, modules.source_bytes, modules.concatenation)
        and are_long(m, modules.side_effects, modules.is_entry)
        and lead(modules.name, texts)
        and are_within(modules.identifier, texts)
        and lead(modules.kind, len(MODULE_KINDS))
        and lead(modules.format, len(MODULE_FORMATS))
        and are_within(modules.package, len(packages))
        and are_long(len(packages), packages.folder, packages.version, packages.real_name)
        and lead(packages.name, texts)
        and lead(packages.folder, texts)
        and are_within(packages.version, texts)
        and are_within(packages.real_name, texts)
        and are_long(len(exports), exports.name, exports.used)
        and lead(exports.module, m)
        and lead(exports.name, texts)
        and are_long(len(notes), notes.text, notes.module)
        and lead(notes.kind, texts)
        and lead(notes.text, texts)
        and are_within(notes.module, m)
    )


def _sound_imports(model: BundleModel) -> bool:
    imports, m, texts = model.imports, len(model.modules), len(model.strings)
    return (
        are_long(len(imports), imports.target, imports.kind, imports.is_active)
        and are_long(len(imports), imports.request, imports.line)
        and lead(imports.source, m)
        and lead(imports.target, m)
        and lead(imports.kind, len(IMPORT_KINDS))
        and are_within(imports.request, texts)
    )


def _sound_chunks(model: BundleModel) -> bool:
    chunks, links, texts = model.chunks, model.chunk_links, len(model.strings)
    c = len(chunks)
    return (
        are_long(c, chunks.id, chunks.reason, chunks.is_initial, chunks.is_entry)
        and lead(chunks.name, texts)
        and lead(chunks.id, texts)
        and are_within(chunks.reason, texts)
        and are_long(len(links), links.child, links.is_later)
        and lead(links.parent, c)
        and lead(links.child, c)
        and lead(model.entry_name, texts)
        and are_long(len(model.entry_chunks), model.entry_chunks.right)
        and lead(model.entry_chunks.left, len(model.entry_name))
        and lead(model.entry_chunks.right, c)
    )


def _sound_files(model: BundleModel) -> bool:
    placements, assets, a = model.placements, model.assets, len(model.assets)
    return (
        are_long(len(placements), placements.chunk, placements.asset, placements.bytes)
        and lead(placements.module, len(model.modules))
        and are_within(placements.chunk, len(model.chunks))
        and are_within(placements.asset, a)
        and are_long(a, assets.kind, assets.bytes, assets.gzip_bytes, assets.brotli_bytes)
        and lead(assets.name, len(model.strings))
        and lead(assets.kind, len(ASSET_KINDS))
        and are_long(len(model.chunk_assets), model.chunk_assets.right)
        and lead(model.chunk_assets.left, len(model.chunks))
        and lead(model.chunk_assets.right, a)
    )
