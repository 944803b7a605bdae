"""Database statements with their literals taken out, so that alike ones count as one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs, number_small
from perfview.kernels.text_normalising import BACKSLASHED, COMMAND, OBJECT, QUERY, normalise
from perfview.recording.strings import StringTable
from perfview.traces.model import TraceModel

# db.system values (OpenTelemetry semantic conventions) whose statements are not plain SQL.
_WAYS = {
    "mysql": BACKSLASHED, "mariadb": BACKSLASHED,
    "mongodb": OBJECT, "elasticsearch": OBJECT, "opensearch": OBJECT, "couchdb": OBJECT,
    "dynamodb": OBJECT, "aws.dynamodb": OBJECT, "cosmosdb": OBJECT, "azure.cosmosdb": OBJECT,
    "redis": COMMAND, "valkey": COMMAND, "memcached": COMMAND, "keydb": COMMAND,
}  # fmt: skip
_READS = re.compile(
    r"\s*\(*\s*(select|with|show|explain|describe|values|table|find|findone|aggregate|count|distinct"
    r"|get|mget|hget|hmget|hgetall|exists|keys|scan|smembers|lrange|zrange|ttl|query|getitem|scan"
    r"|batchgetitem|search|msearch|match)\b|\s*\{\s*\"?(find|aggregate|count|distinct|query|getMore)\b"
    r"|db\.\w+\.(find|aggregate|count|distinct)",
    re.IGNORECASE,
)
# A WITH may lead a write: WITH gone AS (...) DELETE FROM ...
_WRITES = re.compile(
    r"\b(insert\s+into|update\s+\S+\s+set|delete\s+from|merge\s+into)", re.IGNORECASE
)


@dataclass(frozen=True)
class Statements:
    """of_span int32 (n): the span's statement in `texts`, -1 when it has none.

    texts: normalised statements (numbers and quoted literals as ?, lists of them as one, white
    space folded). is_read bool (statements): begins with SELECT or WITH, or is a find/get.
    """

    of_span: NDArray[np.int32]
    texts: StringTable
    is_read: NDArray[np.bool_]


def normalise_statements(
    model: TraceModel, described: NDArray[np.integer] | None = None
) -> Statements:
    """The statements of all database spans; those without a text count by name and system.

    `described`: further rows, whose name is their statement (`described_statements`).
    """
    stated = (model.db_statement >= 0) | (model.db_system >= 0)
    statement = model.db_statement
    if described is not None and len(described):
        stated[described] = True
        statement = statement.copy()
        statement[described] = model.name[described]
    row = np.flatnonzero(stated)
    text, system_text = statement[row], model.db_system[row]
    system, systems = number_small(system_text, len(model.strings))
    ways = np.array([_WAYS.get(model.strings[i].lower(), QUERY) for i in systems], np.int32)
    has_text = text >= 0
    # Each distinct text and way of writing once; without a text, each name and system.
    source = np.where(has_text, text, model.name[row])
    pair, head = number_pairs(source, system + np.where(has_text, 0, len(ways)).astype(np.int32))
    ids, interner = normalise(
        model.strings.arena,
        model.strings.offsets,
        source[head],
        ways[system[head]],
        np.where(has_text[head], np.int32(-1), system_text[head]),
    )
    of_span = np.full(len(model), -1, np.int32)
    of_span[row] = ids[pair]
    texts = StringTable(*interner.packed())
    return Statements(of_span, texts, np.array([_is_read(text) for text in texts], np.bool_))


def _is_read(text: str) -> bool:
    if not _READS.match(text):
        return False
    return not (text[:4].lower() == "with" and _WRITES.search(text))
