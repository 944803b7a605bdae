"""What a change would make smaller, as text that leaves PerfView: JSON for programs."""

from __future__ import annotations

import json
from typing import Any

from perfview.advice.contract import SCHEMA_VERSION
from perfview.engine.opened import Opened
from perfview.engine.source_told import source_told
from perfview.findings.resizing import Shrunk, SizeForecast


def size_forecast_json(opened: Opened, forecast: SizeForecast) -> str:
    """The answer to a what-if question about sizes.

    Keys: schemaVersion, source, what the pillar tells of the change (a heap: cut, each with
    reference and edges), overall and parts (each with name, count_before, count_after,
    bytes_before, bytes_after, freed_count, freed_bytes; the largest gain first), method, assumes,
    notes. What has several sizes (a build: changes, before and after with initial and total,
    leaves, joins, gone, moved) tells those instead of overall and parts.
    """
    counted = {
        "overall": _told(forecast.overall),
        "parts": [_told(part) for part in forecast.parts],
    }
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "source": source_told(opened),
        **forecast.told,
        **({} if forecast.weighed else counted),
        "method": forecast.method,
        "assumes": list(forecast.assumes),
        "notes": list(forecast.notes),
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def _told(part: Shrunk) -> dict[str, Any]:
    return {
        "name": part.name,
        "count_before": part.count,
        "count_after": part.count - part.freed_count,
        "bytes_before": part.size_bytes,
        "bytes_after": part.size_bytes - part.freed_bytes,
        "freed_count": part.freed_count,
        "freed_bytes": part.freed_bytes,
    }
