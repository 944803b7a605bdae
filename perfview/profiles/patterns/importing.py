"""Stacks that load code: imports, requires, class loading; without the work that code then does."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked, outermost_marked
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.matching import filed, named
from perfview.profiles.study import Study

FAR = 15
"""Frames. What the top level of files does is done a few calls below it; programs that run below
the loading of their only file (bundles, command lines) go deeper."""

_MACHINERY = re.compile(
    r"^(_find_and_load\w*|_load_unlocked|_gcd_import|__import__|import_module|_handle_fromlist"
    r"|[{<]built-in method (builtins\.)?__import__[}>]|_PyImport\w*|PyImport_Import\w*"
    r"|PyImport_ImportModule\w*|import_find_and_load"
    r"|(Module\.)?_load|Module\._(load|resolveFilename|extensions\S*|compile)|Module\.(require|load)"
    r"|require|wrapModuleLoad|requireBuiltin|compileForInternalLoader|ModuleJob\.(run|_?instantiate)"
    r"|ModuleLoader\.(import|load|getModuleJob)\w*|importSyncForRequire|requireWithFallback"
    r"|.*\b(ClassLoader|URLClassLoader|BuiltinClassLoader)[./](loadClass\w*|findClass\w*|defineClass\w*)"
    r"(\(.*)?|.*\bjava[./]lang[./]Class[./]forName0?(\(.*)?|SystemDictionary::resolve\w*"
    r"|(Kernel|Bootsnap\S*)#(require|load|require_relative)|Kernel\.require"
    r"|_dl_(open\w*|map_object\w*|relocate_object|start\w*|main)|dl_main|dlopen\w*|dyld\S*)$"
)
_LOADER_FILES = re.compile(
    r"importlib[._][/\\]?_?bootstrap|importlib[/\\]__init__|node:internal/modules|"
    r"^internal/modules|node:internal/bootstrap|node:internal/main"
)
_BODY = re.compile(
    r"^(<module>|<top \(required\)>|<main>|<class:\S+>|<clinit>.*|.*\.<clinit>.*"
    r"|\(anonymous [^ ]+:1\)|\(anonymous\)|init|.*\.init(\.\d+)?|<module:\S+>)$"
)
_ON_LINE_1 = re.compile(r"^\(anonymous [^ ]+:1\)$")
_SCRIPT_BODY = re.compile(r"^(<module>|<top \(required\)>)$")


def import_machinery(study: Study) -> NDArray[np.bool_]:
    """Functions that load code, bool (f)."""
    return named(study, _MACHINERY) | filed(study, _LOADER_FILES)


def module_bodies(study: Study) -> NDArray[np.bool_]:
    """Functions that stand for the top level of a file, bool (f)."""
    bodies = named(study, _BODY) & ~filed(study, _LOADER_FILES)
    # In a bundle everything stands on line 1; what a file is wrapped in begins it.
    return bodies & ~(named(study, _ON_LINE_1) & (study.model.functions.column > 1))


def importing(study: Study, ground: Ground) -> NDArray[np.bool_]:
    """Paths that load code, bool (p): their nearest frame that says what they are about is one that
    loads, not a function of the program.

    Everything a program does stands below the loading of its first file, so own functions end the
    loading, and so does the top level of the own file that everything began with; the top level of
    files loaded later still belongs to it. Where no own code asked for the loading, an installed
    program runs: then its functions are what ends it. Whatever is called `FAR` frames below a
    loader or a file's top level is work, whoever's code it is.
    """
    name = f"importing {ground.spending.metric}"
    return study.once(name, lambda: _importing(study, ground))


def _importing(study: Study, ground: Ground) -> NDArray[np.bool_]:
    function, parent = ground.function, ground.parent
    bodies = module_bodies(study)[function]
    machinery = import_machinery(study)[function]
    own = own_functions(study)[function] & ~machinery
    outermost = outermost_marked(parent, own)
    first = outermost == np.arange(len(parent))
    # Some recorders leave the import system out: a file's body below own code was imported, too.
    machinery |= named(study, _SCRIPT_BODY)[function] & (outermost >= 0) & ~first
    if not machinery.any():
        return machinery
    installed = (study.kinds == Kind.LIBRARY)[function] & (outermost < 0)
    ends = ((own | installed) & ~bodies & ~machinery) | (own & first)
    nearest = nearest_marked(parent, machinery | ends)
    loads: NDArray[np.bool_] = (nearest >= 0) & machinery[nearest]
    depth = ground.tree.shape.depth
    return loads & (depth - depth[nearest_marked(parent, machinery | bodies)] <= FAR)
