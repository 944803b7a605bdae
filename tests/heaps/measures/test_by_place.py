"""Bytes by script and package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.heaps.measures.by_place import NOBODY, PROGRAM, by_package, by_script
from perfview.heaps.measures.script_authors import LIBRARY, OWN, PLATFORM, author_of, package_of
from perfview.heaps.model import Locations
from perfview.heaps.study import Study
from tests.heaps.patterns.programs import Program


@pytest.mark.parametrize(
    ("script", "package", "author"),
    [
        ("/app/src/a.js", "", OWN),
        ("file:///app/node_modules/lodash/lodash.js", "lodash", LIBRARY),
        ("/a/node_modules/x/node_modules/@scope/y/lib/z.js", "@scope/y", LIBRARY),
        ("/a/node_modules/.pnpm/debug@4.3.4/node_modules/debug/index.js", "debug", LIBRARY),
        (r"C:\app\node_modules\ws\lib\socket.js", "ws", LIBRARY),
        ("https://cdn.jsdelivr.net/npm/vue@3/dist/vue.global.js", "vue", LIBRARY),
        ("https://unpkg.com/@vue/reactivity@3/x.js", "@vue/reactivity", LIBRARY),
        ("https://shop.example/static/vendor.3f2a.js", "", LIBRARY),
        ("node:internal/timers", "", PLATFORM),
        ("", "", OWN),
    ],
)
def test_whose_a_script_is(script: str, package: str, author: int) -> None:
    assert package_of(script) == package
    assert author_of(script) == author


def test_objects_belong_with_their_constructor_and_what_they_keep() -> None:
    program = Program()
    session = program.constructor("Session", "/app/session.js")
    socket = program.constructor("Socket", "/app/node_modules/ws/socket.js")
    first, second = program.made(session, "Session", 100), program.made(socket, "Socket", 40)
    program.edge(program.globals, "property", "session", first)
    program.edge(program.globals, "property", "socket", second)
    program.held(first, "name", "string", "a name", 20)
    program.held(program.globals, "nobody", "string", "of no script", 7)
    model = program.model()
    nodes = np.array([session, socket, first, second], np.int32)
    lines = np.ones(4, np.int32)
    places = Locations(nodes, np.array([11, 70, 11, 70], np.int64), lines, lines)
    graph = replace(model.graph, locations=places)
    study = Study(replace(model, graph=graph))
    scripts = by_script(study)
    named = dict(zip(scripts.name, scripts.self_bytes.tolist(), strict=True))
    assert named == {"/app/session.js": 120, "/app/node_modules/ws/socket.js": 40}
    packages = by_package(study)
    told = dict(zip(packages.name, packages.self_bytes.tolist(), strict=True))
    assert told == {PROGRAM: 120, "ws": 40, NOBODY: 64 + 7}
    assert packages.count.sum() == len(study.graph)
