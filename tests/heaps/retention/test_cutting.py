from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.heaps.retention.choosing import references
from perfview.heaps.retention.cutting import cut, cut_for, cut_for_all
from perfview.heaps.retention.following import edges_between
from perfview.heaps.retention.freeing import freed
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.retention.storage import whole_references
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.corpus import FOLDER, recorded
from tests.heaps.random_heaps import heaps
from tests.heaps.retention.programs import cache, global_cell


def kept(study: Study, without: set[int]) -> set[int]:
    """What the root and all that nothing refers to reach, by plain search; texts only V8's tables
    list are not kept."""
    first, target = study.graph.nodes.first_edge, study.graph.edges.target
    referred = set(study.graph.edges.target[np.flatnonzero(study.essential)].tolist())
    wave = [study.graph.root, *(n for n in range(len(study.graph)) if n not in referred)]
    found = set(wave)
    for node in wave:
        for edge in range(int(first[node]), int(first[node + 1])):
            to = int(target[edge])
            if study.essential[edge] and edge not in without and to not in found:
                found.add(to)
                wave.append(to)
    return found


@given(heaps(), st.data())
@settings(max_examples=200, deadline=None)
def test_what_goes_is_what_is_not_reached_any_more(study: Study, data: st.DataObject) -> None:
    edges = len(study.graph.edges)
    if not edges:
        return
    chosen = np.array(data.draw(st.lists(st.integers(0, edges - 1), min_size=1)), np.int64)
    gone = set(whole_references(study, chosen).tolist())
    result = freed(study, chosen)
    assert set(result.nodes.tolist()) == kept(study, set()) - kept(study, gone)
    assert result.total_bytes == int(study.self_bytes[result.nodes].sum())
    assert int(result.class_bytes.sum()) == result.total_bytes
    assert int(result.class_count.sum()) == len(result.nodes)


def test_an_element_goes_with_its_place_in_the_store() -> None:
    made = cache()
    path = shortest_path(made.study, made.line)
    assert len(whole_references(made.study, path.edges[-1:])) == 2
    assert cut(made.study, int(path.edges[-1])).freed_bytes == 100


def test_a_global_variable_goes_with_its_cell() -> None:
    study, value = global_cell()
    [edge] = edges_between(study, 2, value).tolist()
    assert cut(study, edge).freed_bytes == 500


def test_texts_that_only_the_recorders_table_lists_go_too() -> None:
    build = HeapBuilder()
    table = build.node("synthetic", "(Internalized strings)")
    build.edge(1, "element", 5, table)
    owner = build.held(build.globals, "names", "object", "Names", 10)
    for size, others in ((30, 0), (70, 1)):
        text = build.held(owner, f"t{size}", "string", f"text {size}", size)
        build.edge(table, "internal", str(size), text)
        if others:
            build.edge(build.globals, "property", "also", text)
    study = build.study()
    assert freed(study, references(study, "global.names", "--cut")).total_bytes == 10 + 30


def test_the_nearest_reference_that_frees_it_is_named() -> None:
    made = cache()
    path = shortest_path(made.study, made.sessions[0])
    found = cut_for(made.study, path, made.sessions[0])
    assert found is not None
    assert (found.edge, found.freed_bytes) == (int(path.edges[-1]), 1048)


def test_no_reference_is_named_where_two_keep_it() -> None:
    build = HeapBuilder()
    shared = build.held(build.globals, "a", "object", "Shared", 10)
    other = build.held(build.globals, "b", "object", "Other", 10)
    build.edge(other, "property", "c", shared)
    study = build.study()
    assert cut_for(study, shortest_path(study, shared), shared) is None


def test_one_reference_is_named_for_several_objects() -> None:
    made = cache()
    found = cut_for_all(made.study, np.array(made.sessions, np.int32))
    assert found is not None
    assert made.study.edge_name(found[1].edge) == "entries"
    assert found[1].freed_bytes == int(made.study.retained_bytes[made.map])


PROGRAMS = json.loads((FOLDER / "expected.json").read_text())["programs"] if FOLDER.exists() else {}
_SEVERAL = {"interval_closure": ["TimersList._idleNext", "TimersList._idlePrev"]}
"""Programs whose leak hangs on more than one reference."""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(PROGRAMS) - {"module_cache"}))
def test_cuts_of_recorded_leaks_free_what_was_computed_for_them(name: str) -> None:
    expected = PROGRAMS[name]["cut"]
    study, target, base = (recorded(f"{name}.leak.{w}") for w in ("final", "target", "baseline"))
    ids = study.graph.nodes.id
    new = np.isin(ids, target.graph.nodes.id) & ~np.isin(ids, base.graph.nodes.id)
    wanted = _SEVERAL.get(name, [f"{expected['constructor']}.{expected['property']}"])
    edges = np.concatenate([references(study, each, "--cut") for each in wanted])
    gone = freed(study, edges).nodes
    assert int(study.self_bytes[gone[new[gone]]].sum()) == expected["frees_new_bytes"]
