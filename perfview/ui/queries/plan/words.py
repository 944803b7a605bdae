"""A plan's node in words, its literals masked."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import (
    ABSENT,
    THIN,
    duration,
    number,
    percent,
    size,
    three_figures,
)
from perfview.queries.sql.masking import masked_message
from perfview.queries.study import Study
from perfview.ui.queries.plan.outline import WRONG

_MANY = 10_000


@dataclass(frozen=True)
class NodeWords:
    """title: what the node does to what; under: what it took, in a line; is_wrong: whether the
    planner expected ten times more or fewer rows."""

    title: str
    under: str
    is_wrong: bool


def node_words(study: Study, node: int) -> NodeWords:
    """The two lines of a node's box."""
    parts = [each for each in (reading_words(study, node), rows_words(study, node)) if each]
    loops = int(study.model.plan_nodes.loops[node])
    if loops == 0:
        parts = ["never run"]
    elif loops > 1:
        parts.append(f"{number(loops)} loops")
    return NodeWords(title_of(study, node), f"  {DOT}  ".join(parts), misestimated(study, node))


DOT = "·"


def title_of(study: Study, node: int) -> str:
    """``Index Scan using orders_pkey on orders o``."""
    nodes, strings = study.model.plan_nodes, study.model.strings
    words = [strings[int(nodes.kind[node])]]
    if nodes.index[node] >= 0:
        words.append(f"using {strings[int(nodes.index[node])]}")
    if nodes.relation[node] >= 0:
        relation, alias = strings[int(nodes.relation[node])], strings[int(nodes.alias[node])]
        words.append(f"on {relation}")
        if alias and alias != relation:
            words.append(alias)
    if nodes.subplan[node] >= 0:
        words.append(f"({strings[int(nodes.subplan[node])]})")
    return " ".join(words)


def reading_words(study: Study, node: int) -> str:
    """``reads 1.20 M rows to keep 388``, of all loops; "" where nothing was thrown away."""
    nodes = study.model.plan_nodes
    removed, kept = float(nodes.removed_rows[node]), float(nodes.actual_rows[node])
    if not removed > 0 or kept != kept:
        return ""
    loops = max(int(nodes.loops[node]), 1)
    return f"reads {rows((removed + kept) * loops)} rows to keep {rows(kept * loops)}"


def rows_words(study: Study, node: int) -> str:
    """``388 rows, 412 expected``, of one loop."""
    nodes = study.model.plan_nodes
    expected, actual = float(nodes.expected_rows[node]), float(nodes.actual_rows[node])
    if actual != actual:
        return f"{rows(expected)} rows expected" if expected == expected else ""
    told = f"{rows(actual)} {'row' if actual == 1 else 'rows'}"
    return f"{told}, {rows(expected)} expected" if expected == expected else told


def misestimated(study: Study, node: int) -> bool:
    """Whether a planner's estimate was ten times off or more."""
    costs = study.node_costs
    return bool(costs.direction[node]) and float(costs.misestimate[node]) >= WRONG


def node_facts(study: Study, node: int) -> list[tuple[str, str]]:
    """Everything known of a node, name and value, absent things left out."""
    nodes, costs, strings = study.model.plan_nodes, study.node_costs, study.model.strings
    own, total = float(costs.own_ns[node]), float(costs.total_ns[node])
    expected, actual = float(nodes.expected_rows[node]), float(nodes.actual_rows[node])
    removed = float(nodes.removed_rows[node])
    lines = [
        ("Own time", _time(own)),
        ("With what it reads", _time(total)),
        ("Rows", rows(actual) if actual == actual else ""),
        ("Rows expected", rows(expected) if expected == expected else ""),
        ("Misestimate", _misestimate(study, node)),
        ("Rows thrown away", rows(removed) if removed > 0 else ""),
        ("Loops", number(int(nodes.loops[node])) if nodes.loops[node] > 0 else ""),
        ("Cost", _cost(float(nodes.startup_cost[node]), float(nodes.total_cost[node]))),
        ("Own cost", _plain(float(costs.own_cost[node]))),
        ("From cache", size(nodes.hit_bytes[node]) if nodes.hit_bytes[node] > 0 else ""),
        ("From disk", size(nodes.read_bytes[node]) if nodes.read_bytes[node] > 0 else ""),
        ("Temporary files", size(nodes.temporary_bytes[node]) if nodes.temporary_bytes[node] > 0
         else ""),
        ("Bytes of a row", number(int(nodes.width[node])) if nodes.width[node] > 0 else ""),
        ("Condition", masked_message(strings[int(nodes.condition[node])])),
        ("Filter", masked_message(strings[int(nodes.filter[node])])),
    ]  # fmt: skip
    return [(name, value) for name, value in lines if value]


def detail_lines(study: Study, node: int) -> list[str]:
    """What else a plan tells of a node, line by line, without literals."""
    text = study.model.strings[int(study.model.plan_nodes.detail[node])]
    return [masked_message(line) for line in text.splitlines() if line.strip()]


def part_words(part: float) -> str:
    """``91 %``, "" for nothing."""
    return percent(part) if part == part and part > 0 else ""


def rows(value: float) -> str:
    """A number of rows: ``388``, ``1.20 M``; averages of loops keep their decimals."""
    if value != value:
        return ABSENT
    if value >= _MANY:
        return _short(value)
    return number(value) if float(value).is_integer() else three_figures(value)


def _short(value: float) -> str:
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= factor * 0.9995:
            return f"{three_figures(value / factor)}{THIN}{unit}"
    return number(value)


def _misestimate(study: Study, node: int) -> str:
    costs = study.node_costs
    direction = int(costs.direction[node])
    if not direction:
        return ""
    more = "more" if direction > 0 else "fewer"
    return f"{three_figures(float(costs.misestimate[node]))}{THIN}× {more} than expected"


def _cost(startup: float, total: float) -> str:
    if total != total:
        return ""
    return f"{three_figures(startup)} to begin, {three_figures(total)} in all"


def _plain(value: float) -> str:
    return three_figures(value) if value == value else ""


def _time(value: float) -> str:
    return duration(value) if value == value else ""
