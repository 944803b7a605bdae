"""Webpack stats of any size, made up in the shape of real ones.

The shares are those of `webpack --json` of an application of 2 700 modules: half of the bytes are
reasons, ten a module, a quarter members of concatenations written a second time, a tenth ways to
the issuer; two fifths of the modules are shaken, nine tenths are installed.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.recordings import DATA

_HOME = "/home/dev/shop-admin"
PER_MODULE = 10_330
"""Bytes a module takes in stats, its reasons among them."""
_IN_PACKAGE, _IN_CONCATENATION, _REASONS = 24, 40, 10
_MEMBERS = 0.4
_CHUNK_MODULES = 220
_SEED = 20_26
_TYPES = (
    ("harmony import specifier", 12),
    ("harmony side effect evaluation", 5),
    ("cjs require", 5),
    ("harmony export imported specifier", 1),
)


def stats_file(megabytes: int) -> Path:
    """Stats of about so many million bytes, made when they are not there yet."""
    path = DATA / f"stats-{megabytes}.webpack.json"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w") as file:
            file.writelines(Build(megabytes * 1_000_000 // PER_MODULE).parts())
        unfinished.rename(path)
    return path


class Build:
    """One build of so many modules. `file_bytes`: of its files, where they were written."""

    def __init__(self, modules: int) -> None:
        self.file_bytes: dict[str, int] = {}
        self._random = random.Random(_SEED)
        self._paths = ["src/index.js", *(self._path(number) for number in range(1, modules))]
        self._chunks = max(1, modules // _CHUNK_MODULES)
        self._wholes = [
            range(first, min(first + _IN_CONCATENATION, modules))
            for first in range(0, int(modules * _MEMBERS), _IN_CONCATENATION)
        ]

    def _path(self, number: int) -> str:
        if number % 10 == 0:
            return f"src/features/area{number % 37}/components/Component{number}.jsx"
        package = number // _IN_PACKAGE
        scope = f"@scope{package % 7}/" if package % 4 == 0 else ""
        name = f"node_modules/{scope}package-{package}"
        if package % 29 == 28:
            name = (
                f"node_modules/package-{package % 11 + 1}/node_modules/package-{package % 13 + 1}"
            )
        return f"{name}/dist/es6/internal/module{number}.js"

    def files(self) -> Iterator[tuple[str, list[str]]]:
        """The files that the stats tell of, each with the paths of the modules in it."""
        inside = {number: members[0] for members in self._wholes for number in members}
        held: dict[int, list[str]] = {chunk: [] for chunk in range(self._chunks)}
        for number, path in enumerate(self._paths):
            if number in inside or number % 3:
                held[inside.get(number, number) % self._chunks].append(path)
        yield from ((self._file(chunk), paths) for chunk, paths in held.items())

    def parts(self) -> Iterator[str]:
        """The file in pieces."""
        yield '{"hash":"2ff6012e8005c43f9ca7","version":"5.112.2","time":60568,"publicPath":"/",'
        yield f'"outputPath":"{_HOME}/dist","assets":{json.dumps(self._assets())},'
        yield f'"chunks":{json.dumps(self._chunk_list())},"modules":['
        for number, module in enumerate(self._modules()):
            yield ("," if number else "") + json.dumps(module, separators=(",", ":"))
        entry = {"name": "main", "chunks": [0], "assets": [{"name": "main.js", "size": 1}]}
        yield f'],"entrypoints":{json.dumps({"main": entry})},"errors":[],"warnings":[]'
        yield ',"children":[]}'

    def _modules(self) -> Iterator[dict[str, Any]]:
        for members in self._wholes:
            yield self._whole(members)
        inside = {number for members in self._wholes for number in members}
        for number in range(len(self._paths)):
            is_shaken = number not in inside and number % 3 == 0
            orphan = number in inside or is_shaken
            chunks = [] if orphan else [number % self._chunks]
            yield self._module(number, chunks, orphan) | {"reasons": self._reasons(number)}

    def _whole(self, members: range) -> dict[str, Any]:
        """A concatenation with its members."""
        first = members[0]
        whole = self._module(first, [first % self._chunks], False)
        whole["identifier"] += "|2d42cb592a75b5fa4603aa3048ad7540"
        whole["name"] += f" + {len(members) - 1} modules"
        whole["size"] = sum(self._size(number) for number in members)
        whole["reasons"] = self._entry() if first == 0 else self._reasons(first)
        whole["modules"] = [
            self._module(number, [], True) | {"reasons": self._reasons(number)}
            for number in members
        ]
        return whole

    def _size(self, number: int) -> int:
        return 200 + (number * 7919) % 5000

    def _identifier(self, number: int) -> str:
        return f"{_HOME}/{self._paths[number]}"

    def _module(self, number: int, chunks: list[int], orphan: bool) -> dict[str, Any]:
        issuers = [number // 2 ** (step + 1) for step in range(5) if number // 2**step]
        path = [self._named(each) for each in reversed(issuers)]
        statement = "Statement (ExpressionStatement) with side effects in source code at 4:2-72"
        return {
            "type": "module",
            "moduleType": "javascript/esm" if number % 3 else "javascript/auto",
            "layer": None,
            "size": self._size(number),
            "sizes": {"javascript": self._size(number)},
            "built": True,
            "codeGenerated": True,
            "identifier": self._identifier(number),
            "name": f"./{self._paths[number]}",
            "nameForCondition": self._identifier(number),
            "index": number,
            "cacheable": True,
            "optional": False,
            "orphan": orphan,
            "issuer": self._identifier(number // 2),
            "issuerName": f"./{self._paths[number // 2]}",
            "issuerPath": path,
            "failed": False,
            "errors": 0,
            "warnings": 0,
            "id": None if orphan else number,
            "chunks": chunks,
            "assets": [],
            "usedExports": ["default"] if number % 2 else None,
            "providedExports": ["default", f"name{number % 500}"],
            "optimizationBailout": [statement] if number % 2 else [],
            "depth": len(issuers),
        }

    def _named(self, number: int) -> dict[str, Any]:
        name = f"./{self._paths[number]}"
        return {"identifier": self._identifier(number), "name": name, "id": None}

    def _entry(self) -> list[dict[str, Any]]:
        return [{"moduleIdentifier": None, "type": "entry", "active": True, "loc": "main"}]

    def _reasons(self, number: int) -> list[dict[str, Any]]:
        if number == 0:
            return self._entry()
        types = [each for each, share in _TYPES for _ in range(share)]
        return [
            self._reason(self._source(number), self._random.choice(types), number)
            for _ in range(1 + self._random.randrange(2 * _REASONS - 2))
        ]

    def _source(self, number: int) -> int:
        """Modules of the same package, mostly."""
        near = self._random.random() < 0.8
        return self._random.randrange(max(0, number - _IN_PACKAGE), number) if near else number // 2

    def _reason(self, source: int, kind: str, target: int) -> dict[str, Any]:
        identifier, name = self._identifier(source), f"./{self._paths[source]}"
        line = 1 + self._random.randrange(400)
        return {
            "moduleIdentifier": identifier,
            "module": name,
            "moduleName": name,
            "resolvedModuleIdentifier": identifier,
            "resolvedModule": name,
            "type": kind,
            "active": target % 3 > 0,
            "explanation": "",
            "userRequest": f"./module{target}.js",
            "loc": f"{line}:0-{self._random.randrange(90)}",
            "moduleId": source,
            "resolvedModuleId": source,
        }

    def _file(self, chunk: int) -> str:
        return "main.js" if chunk == 0 else f"{chunk}.chunk.js"

    def _assets(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "asset",
                "name": self._file(chunk),
                "size": self.file_bytes.get(self._file(chunk), 100_000),
                "info": {"minimized": True},
                "chunks": [chunk],
            }
            for chunk in range(self._chunks)
        ]

    def _chunk_list(self) -> list[dict[str, Any]]:
        later = list(range(1, self._chunks))
        return [
            {
                "id": chunk,
                "initial": chunk == 0,
                "entry": chunk == 0,
                "names": ["main"] if chunk == 0 else [],
                "files": [self._file(chunk)],
                "siblings": [],
                "parents": [] if chunk == 0 else [0],
                "children": [] if chunk else later,
            }
            for chunk in range(self._chunks)
        ]
