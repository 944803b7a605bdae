"""Statements that are done another way than before."""

from __future__ import annotations

from perfview.queries.study import Study

Step = tuple[str, str, str]
"""Kind, relation and index of a node."""


def plans_by_fingerprint(study: Study) -> dict[int, set[tuple[Step, ...]]]:
    """The shapes of all plans of each statement."""
    model, made = study.model, dict[int, set[tuple[Step, ...]]]()
    plans, nodes, texts = model.plans, model.plan_nodes, model.strings
    for row, statement in enumerate(plans.statement.tolist()):
        if statement < 0:
            continue
        steps = tuple(
            (texts[nodes.kind[at]], texts[nodes.relation[at]], texts[nodes.index[at]])
            for at in range(int(plans.first[row]), int(plans.first[row + 1]))
        )
        fingerprint = int(model.statements.fingerprint[statement])
        made.setdefault(fingerprint, set()).add(steps)
    return made


def plan_changes(before: Study, after: Study) -> dict[int, str]:
    """By fingerprint, in words what is done another way, ``Seq Scan on orders instead of Index Scan
    on orders using orders_pkey``; only of statements none of whose earlier plans is met again."""
    earlier, later = plans_by_fingerprint(before), plans_by_fingerprint(after)
    return {
        fingerprint: _difference(earlier[fingerprint], plans)
        for fingerprint, plans in later.items()
        if fingerprint in earlier and not plans & earlier[fingerprint]
    }


def _difference(before: set[tuple[Step, ...]], after: set[tuple[Step, ...]]) -> str:
    old, new = min(before, key=len), min(after, key=len)
    gone = [step for step in old if step not in new]
    come = [step for step in new if step not in old]
    if gone and come:
        return f"{_words(come)} instead of {_words(gone)}"
    if come or gone:
        return f"{_words(come or gone)} {'more' if come else 'less'}"
    return "its steps in another order"


def _words(steps: list[Step]) -> str:
    scans = [step for step in steps if step[1]] or steps
    kind, relation, index = scans[0]
    return kind + (f" on {relation}" if relation else "") + (f" using {index}" if index else "")
