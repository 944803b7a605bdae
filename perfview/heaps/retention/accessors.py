"""A way to an object as JavaScript would go along it: ``global.configBus._events.change[12]``."""

from __future__ import annotations

from perfview.heaps.retention.edge_words import EdgeName
from perfview.heaps.retention.following import node_kind, source_of
from perfview.heaps.retention.naming import edge_name, is_global, node_name
from perfview.heaps.retention.paths import Path, nodes_of
from perfview.heaps.study import Study

_LONGEST_GROUP = 6
_LONGEST_WAY = 60
"""Steps that are named; of a longer way the ones in between are left out."""


def accessor(study: Study, path: Path) -> str:
    """The way to an object, from the last global object on it; what repeats is told once,
    ``._idleNext ×57``; of a very long one the middle is left out."""
    begin, edges = _beginning(study, path)
    names = [edge_name(study, edge) for edge in edges[:_LONGEST_WAY]]
    left_out = len(edges) - 2 * _LONGEST_WAY
    late = [edge_name(study, e) for e in edges[max(_LONGEST_WAY, len(edges) - _LONGEST_WAY) :]]
    text = begin + _said([each.accessor for each in names])
    if left_out > 0:
        text += f" … {left_out:,} more … "
    return text + _said([each.accessor for each in late])


def shape(study: Study, path: Path) -> tuple[str, ...]:
    """What ways that differ only in indices and keys share: classes and references by turns,
    repeated stretches once."""
    steps = []
    for edge in path.edges.tolist():
        named = edge_name(study, edge)
        steps.append(f"{study.class_of(source_of(study, edge))}{named.shape}")
    return tuple(collapsed(steps))


def collapsed(steps: list[str]) -> list[str]:
    """Steps without what immediately repeats, of up to six at a time."""
    found: list[str] = []
    for step in steps:
        found.append(step)
        for length in range(1, _LONGEST_GROUP + 1):
            if len(found) >= 2 * length and found[-length:] == found[-2 * length : -length]:
                del found[-length:]
                break
    return found


def steps(study: Study, path: Path) -> list[tuple[int, EdgeName]]:
    """Each edge of a way and its name, from the last global object on."""
    return [(edge, edge_name(study, edge)) for edge in _beginning(study, path)[1]]


def global_word(study: Study, node: int) -> str:
    """What a program calls its global object: ``global`` in Node, ``window`` in a page."""
    return "global" if study.name_of(node) == "global" else "window"


def _beginning(study: Study, path: Path) -> tuple[str, list[int]]:
    """What a way begins with, and its edges from there: a global object, else what V8 holds it by
    that is no list of roots."""
    nodes, edges = nodes_of(study, path).tolist(), path.edges.tolist()
    last = max((i for i, node in enumerate(nodes) if is_global(study, node)), default=-1)
    if last >= 0:
        return global_word(study, nodes[last]), edges[last:]
    real = (i for i, node in enumerate(nodes) if node_kind(study, node) != "synthetic")
    at = next(real, len(nodes) - 1)
    if at == 0:
        return node_name(study, nodes[0]), edges
    holder = study.name_of(nodes[at - 1]) or "(root)"
    return holder + (edge_name(study, edges[at - 1]).accessor or "[…]"), edges[at:]


def _said(texts: list[str]) -> str:
    """Texts one after another, those of a stretch that repeats once with how often."""
    spoken = [each for each in texts if each]
    found, at = "", 0
    while at < len(spoken):
        length, times = _repeats(spoken, at)
        found += "".join(spoken[at : at + length])
        found += f" ×{times} " if times > 1 else ""
        at += length * times
    return found.rstrip()


def _repeats(texts: list[str], at: int) -> tuple[int, int]:
    """The stretch beginning here that repeats longest: its length, and how often (at least 3)."""
    best = (1, 1)
    for length in range(1, _LONGEST_GROUP + 1):
        stretch, times = texts[at : at + length], 1
        while texts[at + times * length : at + (times + 1) * length] == stretch:
            times += 1
        if times >= 3 and length * times > best[0] * best[1]:
            best = (length, times)
    return best
