"""Plans that a planner foresees, as columns of their own: they are drawn as recorded ones are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from perfview.queries.model import QueryModel
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.study import Study
from perfview.recording.strings import StringTable

ORIGIN = "planner"


def foreseen(plans: Sequence[str]) -> Study | None:
    """A study of nothing but these plans (JSON as in `Checked.plans`), in their order; None where
    one of them is no plan."""
    gatherer, texts = PlanGatherer(), dict[str, int]()
    for text in plans:
        if not gatherer.add_postgres(json.loads(text), origin=ORIGIN):
            return None
    columns = gatherer.columns(lambda text: texts.setdefault(text, len(texts)))
    model = QueryModel(
        strings=StringTable.of(list(texts)),
        plans=columns[0],
        plan_nodes=columns[1],
        dialect="postgres",
    )
    return Study(model)
