"""Plans by themselves as a model, for tests."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.queries.plans.reading import PlanGatherer
from perfview.recording.strings import StringTable


def model_of(plans: PlanGatherer) -> QueryModel:
    """A model that holds nothing but plans."""
    ids: dict[str, int] = {}
    tables = plans.columns(lambda text: ids.setdefault(text, len(ids)))
    return QueryModel(strings=StringTable.of(ids), plans=tables[0], plan_nodes=tables[1])
