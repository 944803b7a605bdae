"""Why something is there, as text that leaves PerfView: JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from perfview.advice.contract import SCHEMA_VERSION
from perfview.engine.opened import Opened
from perfview.engine.source_told import source_told
from perfview.findings.presence import Reasons


def reasons_json(opened: Opened, found: Reasons) -> str:
    """The answer to `perfview why`.

    Keys: schemaVersion, source, subject, objects, retained_bytes, groups (way, count, size_bytes)
    and reasons (each with name, sentence, ways and what the pillar tells: id, class, self_bytes,
    retained_bytes, distance, path, paths, and cut: null, or reference, freed_bytes,
    freed_objects).
    """
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "source": source_told(opened),
        "subject": found.subject,
        **found.told,
        "groups": [asdict(each) for each in found.groups],
        "reasons": [
            {
                "name": each.name,
                "sentence": each.sentence,
                "ways": list(each.paths),
                **each.told,
            }
            for each in found.reasons
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
