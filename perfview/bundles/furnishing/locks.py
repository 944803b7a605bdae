"""Lock files: which version of each package is installed, and what it asks of others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perfview.bundles.furnished import Installed
from perfview.bundles.furnishing.json_files import Reading, bytes_in, json_in, texts_of
from perfview.bundles.furnishing.lock_lines import lock_members

MOST_BYTES = 64 << 20
"""Longer lock files are not read."""

LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock")

_ASKS = ("dependencies", "peerDependencies", "optionalDependencies")
_PROTOCOL = re.compile(r"^(?:npm|patch|virtual):")
"""What stands before a range: where the package comes from."""


@dataclass(frozen=True)
class Locked:
    """What a lock file tells: by_folder for npm's; by_name for the others: name to version to what
    it asks for; resolved: name and range to version; real_name: of aliases."""

    by_folder: dict[str, Installed] = field(default_factory=dict)
    by_name: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    resolved: dict[tuple[str, str], str] = field(default_factory=dict)
    real_name: dict[str, str] = field(default_factory=dict)


def locked_in(path: Path, read: Reading = bytes_in) -> Locked | None:
    """What a lock file tells; None for one that is missing or cannot be read."""
    if path.suffix == ".json":
        found = json_in(path, MOST_BYTES, read)
        return _npm(found) if isinstance(found, dict) else None
    data = read(path, MOST_BYTES)
    if data is None:
        return None
    members = lock_members(data.decode("utf-8", "replace"))
    return _pnpm(members) if "lockfileVersion" in members else _yarn(members)


def asked_by(entry: dict[str, Any]) -> dict[str, str]:
    """The ranges that a package asks of others, those it is content with last."""
    found: dict[str, str] = {}
    for key in reversed(_ASKS):
        found |= texts_of(entry.get(key))
    return found


def _npm(found: dict[str, Any]) -> Locked:
    """package-lock.json: by folder since version 2, before that nested."""
    packages = found.get("packages")
    if isinstance(packages, dict):
        entries = [(str(k), v) for k, v in packages.items() if k and isinstance(v, dict)]
        return Locked({folder: _of_entry(folder, entry) for folder, entry in entries})
    by_folder: dict[str, Installed] = {}
    waiting: list[tuple[str, Any]] = [("", found.get("dependencies"))]
    while waiting:
        above, inside = waiting.pop()
        for name, entry in inside.items() if isinstance(inside, dict) else ():
            if isinstance(entry, dict):
                folder = f"{above}node_modules/{name}"
                version = str(entry.get("version", ""))
                asked = texts_of(entry.get("requires"))
                by_folder[folder] = Installed(folder, name, _version(version), asked)
                waiting.append((f"{folder}/", entry.get("dependencies")))
    return Locked(by_folder)


def _of_entry(folder: str, entry: dict[str, Any]) -> Installed:
    name = entry.get("name")
    shown = name if isinstance(name, str) else folder.rpartition("node_modules/")[2]
    return Installed(folder, shown, str(entry.get("version", "")), asked_by(entry))


def _yarn(members: dict[str, Any]) -> Locked:
    """yarn.lock, of Yarn 1 and later: an entry for all ranges that one version serves."""
    locked = Locked()
    for keys, entry in members.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("version"), str):
            continue
        version = entry["version"]
        for name, wanted in map(_descriptor, keys.split(", ")):
            if name:
                locked.resolved[name, wanted] = version
                _alias(locked, name, wanted)
                asks = {k: _PROTOCOL.sub("", v) for k, v in asked_by(entry).items()}
                locked.by_name.setdefault(name, {})[version] = asks
    return locked


def _descriptor(key: str) -> tuple[str, str]:
    """``@a/b`` and ``^1.0.0`` of ``@a/b@npm:^1.0.0``."""
    name, at, wanted = key.strip().partition("@") if key[:1] != "@" else _scoped(key)
    return (name, _PROTOCOL.sub("", wanted)) if at else ("", "")


def _scoped(key: str) -> tuple[str, str, str]:
    name, at, wanted = key[1:].partition("@")
    return f"@{name}", at, wanted


def _alias(locked: Locked, name: str, told: str) -> str:
    """The version in ``real@6.1.0``, which an alias stands for, and take note of its name."""
    real, at, version = told.rpartition("@")
    if not at or not real:
        return told
    locked.real_name[name] = real
    return version


def _pnpm(members: dict[str, Any]) -> Locked:
    """pnpm-lock.yaml: entries by name and version. What they ask for stands there as the versions
    they got, ranges only for peers."""
    locked = Locked()
    entries = members.get("packages")
    for key, entry in entries.items() if isinstance(entries, dict) else ():
        # ``a@1.2.3``; before version 9 ``/a@1.2.3(b@4.0.0)``, before version 6 ``/a/1.2.3``.
        name, version = _descriptor(_before_peers(key))
        if not name or name.count("/") > name.startswith("@"):
            name, _, version = key.lstrip("/").rpartition("/")
            version = version.partition("_")[0]
        peers = entry.get("peerDependencies") if isinstance(entry, dict) else None
        if name:
            locked.by_name.setdefault(name, {})[version] = texts_of(peers)
    importers = members.get("importers")
    own = importers.get(".") if isinstance(importers, dict) else members
    for key in ("dependencies", "devDependencies"):
        asked = own.get(key) if isinstance(own, dict) else None
        for name, entry in asked.items() if isinstance(asked, dict) else ():
            if isinstance(entry, dict) and isinstance(entry.get("version"), str):
                version = _alias(locked, name, _before_peers(entry["version"]))
                wanted = _PROTOCOL.sub("", str(entry.get("specifier", "")))
                locked.resolved[name, wanted] = version
                same = locked.by_name.get(locked.real_name.get(str(name), str(name)), {})
                locked.by_name.setdefault(name, {}).setdefault(version, same.get(version, {}))
    return locked


def _before_peers(key: str) -> str:
    return key.lstrip("/").partition("(")[0]


def plain_range(wanted: str) -> str:
    """A range without where the package comes from."""
    return _PROTOCOL.sub("", wanted)


def _version(told: str) -> str:
    """The version in ``npm:real@1.2.3``, itself otherwise."""
    return told.rpartition("@")[2] if told.startswith("npm:") else told


def only_version(versions: Iterable[str]) -> str:
    """The one version, "" for none or several."""
    found = set(versions)
    return found.pop() if len(found) == 1 else ""
