"""The files of a folder, and which of its folders was built into."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from perfview.bundles.built.files import BuiltFile
from perfview.bundles.built.unpacking import Members, beside_in, reading
from perfview.recording.errors import UnreadableInput
from perfview.recording.folder import is_listed
from perfview.recording.source import Source

MOST_BYTES = 64 << 20

OUTPUTS = (
    *(".next", ".output/public", "dist", "build", "out", "output", "www", "public/build"),
    *("public/dist", "public/assets", "static/dist", "storybook-static", "lib", "public"),
)
"""What bundlers and frameworks call the folder they write to, in a project; the surest first."""

_SERVER = {"server", "functions", "ssr"}
_BROWSER = ("public", "client", "browser", "static", "_next")
"""What frameworks that render on a server call the halves of their output: Nuxt, SvelteKit, Astro,
Angular, Next.js."""

_SHIPPED = (".js", ".mjs", ".cjs", ".css")

_STATS = re.compile(
    r"(?:stats|meta(?:file)?|bundle|analy[sz]e|report|visuali[sz]er|sonda|manifest|raw-data)"
    r"[^/]*(?:/[^/]*)?\.(?:json|html|txt)(?:\.gz)?$",
    re.IGNORECASE,
)
_NO_STATS = re.compile(
    r"(?:^|/)(?:package(?:-lock)?|tsconfig[^/]*|jsconfig|composer|site\.webmanifest|asset-manifest"
    r"|routes-manifest|prerender-manifest)\.json$"
)


@dataclass(frozen=True)
class Listing:
    """root: the folder; files: bytes of each by its path from there, with ``/``; changed: when each
    was, in ns; members: the files themselves where an archive is the folder, else empty;
    is_cut: there are more files than were listed."""

    root: Path
    files: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    members: Members = field(default_factory=dict)
    is_cut: bool = False

    @contextmanager
    def opened(self, path: str) -> Iterator[Source]:
        """A file, for as long as it is read. Raises `UnreadableInput`."""
        if self.members:
            yield self.members[path]
            return
        with Source(self.root / path) as source:
            yield source

    def built(self, path: str) -> BuiltFile:
        """A file as one that was built."""
        place, size = self.root / path, self.files[path]
        if not self.members:
            return BuiltFile(place, size)
        near = beside_in(self.members, path.rpartition("/")[0])
        return BuiltFile(place, size, reading(self.members[path]), near)


def listing_of(source: Source) -> Listing:
    """A folder's listing, or an archive's. Raises `UnreadableInput` for what is none."""
    if source.members:
        return _of_archive(source)
    found = _whole(source)
    listed = found.get("files") if isinstance(found, dict) else None
    root = found.get("root") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not isinstance(root, str):
        raise UnreadableInput("This is no listing of a folder.")
    files: dict[str, int] = {}
    changed: dict[str, int] = {}
    for each in listed:
        if isinstance(each, list) and len(each) == 3 and _is_inside(each[0]):
            files[each[0]] = int(each[1]) if isinstance(each[1], int) else 0
            changed[each[0]] = int(each[2]) if isinstance(each[2], int) else 0
    return Listing(Path(root), files, changed, is_cut=found.get("is_cut") is True)


def _of_archive(source: Source) -> Listing:
    """The files of an archive as if it were unpacked, from the folder that all of them are in."""
    named = {
        each.name.replace("\\", "/").removeprefix("./"): each.source for each in source.members
    }
    kept = {path: member for path, member in named.items() if _is_kept(path)}
    shared = posixpath.commonpath([posixpath.dirname(path) for path in kept]) if kept else ""
    at = len(shared) + 1 if shared else 0
    members = {path[at:]: member for path, member in sorted(kept.items())}
    files = {path: member.content_size for path, member in members.items()}
    return Listing(source.path / shared, files, dict.fromkeys(files, 0), members)


def _is_kept(path: str) -> bool:
    """Whether a file of an archive would be listed in a folder."""
    *folders, name = path.split("/")
    listed = all(is_listed(each) and each != "__MACOSX" for each in folders)
    return _is_inside(path) and listed and not name.startswith(".")


def _whole(source: Source) -> Any:
    text = bytearray()
    for buffer, length, _ in source.blocks():
        text += buffer[:length].tobytes()
        if len(text) > MOST_BYTES:
            raise UnreadableInput("This folder holds too many files to be one build.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _is_inside(path: object) -> bool:
    """Whether a path stays below the folder."""
    return (
        isinstance(path, str)
        and bool(path)
        and not path.startswith("/")
        and ":" not in path.partition("/")[0]
        and ".." not in path.split("/")
    )


def is_built_folder(paths: Iterable[str]) -> bool:
    """Whether a folder with these files was built into, itself or a folder in it: told from names
    alone, so that a window may ask of whatever is held over it."""
    names = list(paths)
    return any(map(is_stats, names)) or output_in(names) is not None


def is_stats(path: str) -> bool:
    """Whether a file is called as stats are."""
    return bool(_STATS.search(path)) and not _NO_STATS.search(path)


def may_be_stats(path: str) -> bool:
    """Whether a file near the root may be stats whatever it is called."""
    near = path.count("/") <= 1 and path.endswith((".json", ".json.gz", ".json.zst"))
    return near and not _NO_STATS.search(path)


def output_in(paths: Iterable[str]) -> str | None:
    """The folder that was built into, from the root and with ``/`` behind it: "" for the root, None
    for none. A project has sources of its own, so that only a folder for output counts there."""
    shipped = [path for path in paths if path.endswith(_SHIPPED)]
    listed = set(paths) if not isinstance(paths, list) else paths
    is_project = "package.json" in listed and any(
        path.startswith(("src/", "app/", "pages/", "lib/", "components/")) for path in listed
    )
    has_configuration = any("/" not in path and ".config." in path for path in listed)
    is_outside = is_project or has_configuration
    for folder in OUTPUTS if is_outside else OUTPUTS[:2]:
        if any(path.startswith(f"{folder}/") for path in shipped):
            return _for_browsers(f"{folder}/", shipped)
    return _for_browsers("", shipped) if shipped and not is_outside else None


def _for_browsers(output: str, shipped: list[str]) -> str:
    """The folder in the output that browsers load from, where its neighbour is for a server: what
    is in that one does not ship."""
    inner = {path[len(output) :].partition("/")[0] for path in shipped if path.startswith(output)}
    found = next((each for each in _BROWSER if each in inner), "")
    return f"{output}{found}/" if found and inner & _SERVER else output
