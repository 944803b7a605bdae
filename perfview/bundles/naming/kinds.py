"""What a module or a file is, by its suffix."""

from __future__ import annotations

from perfview.bundles import model

_MODULES = {
    model.JAVASCRIPT: "js mjs cjs jsx ts tsx mts cts vue svelte astro mdx marko coffee es es6",
    model.STYLE: "css scss sass less styl stylus pcss postcss",
    model.DATA: "json json5 jsonc txt yaml yml toml csv tsv xml graphql gql md po",
    model.ASSET: "png jpg jpeg gif webp avif ico bmp svg woff woff2 ttf otf eot mp3 mp4 webm ogg"
    " wav pdf wasm zip glb gltf",
    model.MARKUP: "html htm ejs pug hbs handlebars mustache",
}
_ASSETS = {
    model.SCRIPT: "js mjs cjs",
    model.STYLE_SHEET: "css",
    model.MAP: "map",
    model.PAGE: "html htm",
    model.IMAGE: "png jpg jpeg gif webp avif ico bmp svg",
    model.FONT: "woff woff2 ttf otf eot",
    model.DATA_FILE: "json txt xml csv webmanifest wasm",
}
_MODULE_KIND = {suffix: kind for kind, line in _MODULES.items() for suffix in line.split()}
_ASSET_KIND = {suffix: kind for kind, line in _ASSETS.items() for suffix in line.split()}


def module_kind(path: str, default: int = model.OTHER) -> int:
    """One of `MODULE_KINDS` for a clean path, a query behind it aside; `default` for a suffix that
    says nothing."""
    return _MODULE_KIND.get(_suffix(path), default)


def asset_kind(name: str) -> int:
    """One of `ASSET_KINDS` for a file of the build."""
    return _ASSET_KIND.get(_suffix(name), model.OTHER_FILE)


def _suffix(path: str) -> str:
    name = path.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
