"""A forecast as text that leaves PerfView: JSON for programs."""

from __future__ import annotations

import json
from typing import Any

from perfview.advice.contract import SCHEMA_VERSION
from perfview.engine.opened import Opened
from perfview.engine.source_told import source_told
from perfview.findings.forecast import Compared, Distribution, Forecast


def forecast_json(opened: Opened, forecast: Forecast) -> str:
    """The answer to a what-if question.

    Keys: schemaVersion, source, operation, change, queueing (null, or the stations with their
    places and savedByLessWaiting, 0-1), overall and endpoints (each with name, requests, before
    and after as p50, p95, p99 and mean in the unit named behind the underscore, and saving: of
    what, value, low, high, mean), method, assumes, notes.
    """
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "source": source_told(opened),
        **forecast.told,
        "overall": _told(forecast.overall, forecast),
        "endpoints": [_told(part, forecast) for part in forecast.parts],
        "method": forecast.method,
        "assumes": list(forecast.assumes),
        "notes": list(forecast.notes),
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def _told(compared: Compared, forecast: Forecast) -> dict[str, Any]:
    unit, saving = forecast.unit, compared.saving
    return {
        "name": compared.name,
        "requests": compared.count,
        "before": _numbers(compared.before, unit),
        "after": _numbers(compared.after, unit),
        "saving": {
            "of": "p95",
            f"value_{unit}": round(saving.value),
            f"low_{unit}": round(saving.low),
            f"high_{unit}": round(saving.high),
            f"mean_{unit}": round(compared.before.mean - compared.after.mean),
        },
    }


def _numbers(distribution: Distribution, unit: str) -> dict[str, int]:
    return {f"{name}_{unit}": round(value) for name, value in vars(distribution).items()}
