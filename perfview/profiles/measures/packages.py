"""Which sort of code each function is, and which package or module it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.model import ProfileModel

if TYPE_CHECKING:
    from perfview.profiles.measures.origins.deciding import World


@dataclass(frozen=True)
class Packages:
    """names: packages, libraries and modules, each once; of_function int32 (f): each function's, -1
    where nothing tells; kind uint8 (f): a `Kind`.

    npm packages with their scope, Python's top modules, Go's import paths (of the module cache: the
    module), Java's packages, gems, crates, binaries; of own code the folder or file it stands in.
    """

    names: list[str]
    of_function: NDArray[np.int32]
    kind: NDArray[np.uint8]


def package_of(model: ProfileModel) -> Packages:
    """Look at every function's file, library and name once."""
    from perfview.profiles.measures.origins.deciding import About, decide, world_of

    functions, texts = model.functions, model.strings
    columns = [functions.name, functions.file, functions.module, functions.category]
    name, file, module, category = (texts.take(column.tolist()) for column in columns)
    world = world_of(list(set(name)), list(set(file)), model.made_by)
    rows = zip(name, file, module, category, functions.line.tolist(), strict=True)
    kind, package = np.full(len(functions), int(Kind.OWN), np.uint8), [""] * len(functions)
    own: dict[int, tuple[str, ...]] = {}
    place_of = _Places(world)
    for f, about in enumerate(map(About._make, rows)):
        origin = decide(about, world)
        if origin is None:
            own[f] = place_of(about.name, about.file, about.module)
        else:
            kind[f], package[f] = origin
    _name_own(own, package)
    names = list(dict.fromkeys(text for text in package if text))
    number = {text: at for at, text in enumerate(names)} | {"": -1}
    of_function = np.array([number[text] for text in package], np.int32)
    return Packages(names, of_function, kind)


def _name_own(own: dict[int, tuple[str, ...]], package: list[str]) -> None:
    from perfview.profiles.measures.origins.own_modules import modules_of

    modules = modules_of({place for place in own.values() if place})
    for f, place in own.items():
        if place:
            package[f] = modules[place]


class _Places:
    """Where own functions stand: folders and file, or name spaces and type, or the binary."""

    def __init__(self, world: World) -> None:
        from perfview.profiles.measures.origins.own_modules import parts_of

        self._world = world
        self._parts_of: Callable[[str], tuple[str, ...]] = parts_of
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, name: str, file: str, module: str) -> tuple[str, ...]:
        from perfview.profiles.measures.origins import compiled, go, javascript, jvm

        file = file or javascript.script_in(name)
        if file:
            if file not in self._known:
                self._known[file] = self._parts_of(file)
            return self._known[file]
        if self._world.has_go and (path := go.import_path(name)):
            return (*path.split("/"), path.rpartition("/")[2])
        if package := jvm.package_in(name):
            return (*package.split("."), package.rpartition(".")[2])
        if module:
            return (compiled.library_name(module.replace("\\", "/").rpartition("/")[2]),)
        spaces = name.partition("(")[0].partition("<")[0].split("::")
        return (*spaces[:-1], spaces[-2]) if len(spaces) > 1 else ()
