"""Holders that keep many of a kind are found; what the platform keeps is not."""

from __future__ import annotations

import numpy as np

from perfview.heaps.measures.script_authors import LIBRARY, OWN
from perfview.heaps.patterns.accumulating import piles
from tests.heaps.patterns.programs import Program, cache_of


def names(study):
    found = piles(study, 50)
    return [(study.class_of(p.holder), study.classes.name[p.of_class], len(p.items)) for p in found]


def test_a_map_of_the_program_is_found_through_its_table():
    program = Program()
    session = program.constructor("Session", "/app/session.js")
    cache = cache_of(program, session, "Session", 60)
    [pile] = piles(program.study(), 50)
    assert (pile.holder, len(pile.items), pile.is_chain) == (cache, 60, False)
    assert pile.bytes == sum(range(100, 160))
    sizes = program.study().self_bytes[pile.items]
    assert (np.diff(sizes) <= 0).all(), "what keeps most comes first"


def test_few_are_no_pile():
    program = Program()
    cache_of(program, program.constructor("Session", "/app/session.js"), "Session", 49)
    assert piles(program.study(), 50) == []


def test_what_the_platform_keeps_is_left_out():
    program = Program()
    built_in = program.constructor("Registry", "node:internal/x")
    cache_of(program, built_in, "Registry", 300, holder=built_in)
    assert names(program.study()) == []


def test_what_a_library_keeps_comes_after_the_programs_own():
    program = Program()
    library = program.constructor("Plugin", "/app/node_modules/plugins/index.js")
    cache_of(program, library, "Plugin", 300, holder=library)
    session = program.constructor("Session", "/app/session.js")
    cache_of(program, session, "Session", 60)
    found = piles(program.study(), 50)
    assert [(len(p.items), p.author) for p in found] == [(60, OWN), (300, LIBRARY)]


def test_instances_of_a_library_in_a_variable_of_the_program_are_its_own():
    program = Program()
    library = program.constructor("Socket", "/app/node_modules/sockets/index.js")
    cache_of(program, library, "Socket", 60)
    assert [p.author for p in piles(program.study(), 50)] == [OWN]


def test_objects_of_a_class_that_hold_each_other_are_a_tree():
    program = Program()
    made_by = program.constructor("TrieNode", "/app/trie.js")
    front = [program.made(made_by, "TrieNode", 40)]
    program.edge(program.held(program.globals, "search", "object", "Object"), "property", "root",
                 front[0])  # fmt: skip
    total = 1
    for _ in range(5):
        below = [program.made(made_by, "TrieNode", 40) for _ in range(2 * len(front))]
        for at, node in enumerate(below):
            program.edge(front[at // 2], "property", f"kid{at % 2}", node)
        front, total = below, total + len(below)
    [pile] = piles(program.study(), 50)
    assert (pile.is_tree, pile.is_chain, len(pile.items)) == (True, False, total)


def test_a_chain_is_found_at_its_head():
    program = Program()
    scene = program.constructor("Scene", "/app/scene.js")
    player = program.held(program.globals, "player", "object", "Object", 8)
    holder, name = player, "scene"
    for _ in range(70):
        node = program.made(scene, "Scene", 40)
        program.edge(holder, "property", name, node)
        holder, name = node, "previous"
    [pile] = piles(program.study(), 50)
    assert pile.is_chain
    assert len(pile.items) == 70
    assert pile.bytes == 70 * 40


def test_one_that_keeps_nearly_everything_is_not_many():
    program = Program()
    session = program.constructor("Session", "/app/session.js")
    cache_of(program, session, "Session", 59)
    study = program.study()
    assert names(study) == [("Map", "Session", 59)]
    huge = program.made(session, "Session", 100_000)
    table = next(i for i, row in enumerate(program.model().graph.nodes.kind) if row == 1)
    program.edge(table, "internal", "60", huge)
    assert names(program.study()) == []
