"""An opened file as text that leaves PerfView: JSON by contract, Markdown for people."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from perfview.advice.contract import SCHEMA_VERSION, to_json
from perfview.advice.markdown import report_markdown
from perfview.advice.recommendation import Advice
from perfview.engine.opened import Opened
from perfview.engine.pillars import pillar
from perfview.findings.quantities import duration, plural, size
from perfview.recording.fact import Fact
from perfview.recording.table_columns import rows_of


def analysis_json(opened: Opened) -> str:
    """The analysis in the form that ``resources/analyze.schema.json`` fixes."""
    ids = partial(pillar(opened.identity.kind).evidence_ids, opened.study)
    told = to_json(
        _advice(opened),
        opened.findings,
        source=_source(opened),
        rows=opened.report.rows,
        oddities=opened.report.oddities,
        timing=_timing(opened),
        ids=ids,
        baseline=_source(opened.baseline) if opened.baseline else None,
        between=[_source(each) for each in opened.between],
    )
    return _dumped(told)


def info_json(opened: Opened) -> str:
    """What a file is and how reading it went, for programs."""
    source, report = opened.source, opened.report
    content = source.content_size or report.total_bytes
    packing = {"compression": source.compression, "contentBytes": content}
    reading = {
        "rows": report.rows,
        "complete": report.complete,
        "readBytes": report.read_bytes,
        "totalBytes": report.total_bytes,
        "oddities": [vars(oddity) for oddity in report.oddities],
    }
    told = {
        "schemaVersion": SCHEMA_VERSION,
        "source": _source(opened) | packing | _seen(opened),
        "import": reading,
        "tables": table_sizes(opened),
        "timing": {"read_s": round(opened.timing.read_s, 6)},
    }
    recorded = {fact.name: fact.value for fact in facts_of(opened)}
    return _dumped(told | ({"recording": recorded} if recorded else {}))


def _seen(opened: Opened) -> dict[str, Any]:
    return {"seen": opened.identity.why, "also": list(opened.identity.also)}


def facts_of(opened: Opened) -> list[Fact]:
    """What the file holds beyond the rows of its tables."""
    return pillar(opened.identity.kind).facts_of(opened.study)


def table_sizes(opened: Opened) -> dict[str, int]:
    """How many rows each table has that can be exported, by its name."""
    tables = pillar(opened.identity.kind).table_writers()
    return {name: rows_of(table, opened.study) for name, table in tables.items()}


def inferred_rows(opened: Opened) -> dict[str, int]:
    """Of the tables that say which rows are inferred, how many are: known only from others."""
    tables = pillar(opened.identity.kind).table_writers()
    quick = {name: table for name, table in tables.items() if not hasattr(table, "rows")}
    columns = {name: table(opened.study).get("inferred") for name, table in quick.items()}
    return {name: int(sum(found)) for name, found in columns.items() if found is not None}


def analysis_markdown(opened: Opened) -> str:
    """The analysis as a document for an issue, a pull request or a wiki."""
    facts = {
        "File": opened.path.name,
        "Format": opened.identity.title,
        "Size": size(opened.source.on_disk),
        "Read": plural(opened.report.rows, pillar(opened.identity.kind).word_for(opened.study)),
        "Analysed in": duration(opened.timing.total_s * 1e9),
    }
    if opened.baseline is not None:
        facts["Held against"] = held_against(opened)
    return report_markdown(
        _advice(opened),
        opened.findings,
        title=f"Why {opened.path.name} {pillar(opened.identity.kind).trouble}",
        facts=facts,
        oddities=opened.report.oddities,
        row_word=pillar(opened.identity.kind).evidence_word,
    )


def held_against(opened: Opened) -> str:
    """The names of the baseline and of what lies between, "" without one."""
    held = [opened.baseline, *opened.between] if opened.baseline else []
    return ", ".join(each.path.name for each in held)


def _advice(opened: Opened) -> Advice:
    """The advice. Raises ValueError for a file that was opened without analysing it."""
    if opened.advice is None:
        raise ValueError(f"{opened.path} was not analysed")
    return opened.advice


def _source(opened: Opened) -> dict[str, Any]:
    return {
        "path": str(opened.path),
        "kind": opened.identity.kind,
        "format": opened.identity.format,
        "bytes": opened.source.on_disk,
    }


def _timing(opened: Opened) -> dict[str, float]:
    timing = opened.timing
    return {"read_s": timing.read_s, "analyse_s": timing.analyse_s, "total_s": timing.total_s}


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
