"""Whether indices stay within their tables: asked of what readers and disks bring."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from perfview.queries.keeping import Kept
from perfview.queries.model import DIALECTS, EVENT_KINDS, STATEMENT_KINDS, QueryModel
from perfview.recording.indices import are_long, are_within, lead


def is_sound(kept: Kept) -> bool:
    """True when every index of the model may be followed."""
    return is_sound_model(kept.model)


def is_sound_model(model: QueryModel) -> bool:
    """True when every index of the model may be followed and its columns are of one length."""
    return (
        _sound_statements(model)
        and _sound_calls(model)
        and _sound_plans(model)
        and _sound_events(model)
        and lead(model.definitions, len(model.strings))
    )


def _even(table: Any, *others: str) -> bool:
    """Whether all columns of a table are of one length, but for those named."""
    columns = [getattr(table, f.name) for f in fields(table) if f.name not in others]
    return are_long(len(table), *columns)


def _sound_statements(model: QueryModel) -> bool:
    texts, statements, samples = len(model.strings), model.statements, model.samples
    sessions = model.sessions
    return (
        _even(statements)
        and lead(statements.text, texts)
        and lead(statements.kind, len(STATEMENT_KINDS))
        and lead(statements.dialect, len(DIALECTS))
        and are_within(statements.database, texts)
        and are_within(statements.user, texts)
        and _even(samples)
        and lead(samples.statement, len(statements))
        and lead(samples.text, texts)
        and are_within(samples.parameters, texts)
        and are_within(samples.call, len(model.calls))
        and _even(sessions)
        and lead(sessions.name, texts)
        and are_within(sessions.database, texts)
        and are_within(sessions.user, texts)
        and are_within(sessions.application, texts)
        and are_within(sessions.host, texts)
        and _even(model.totals)
        and lead(model.totals.statement, len(statements))
    )


def _sound_calls(model: QueryModel) -> bool:
    calls, texts = model.calls, len(model.strings)
    return (
        _even(calls)
        and are_within(calls.statement, len(model.statements))
        and are_within(calls.session, len(model.sessions))
        and are_within(calls.trace_name, texts)
        and are_within(calls.caller, texts)
        and bool((calls.trace >= -1).all() and (calls.transaction >= -1).all())
    )


def _sound_plans(model: QueryModel) -> bool:
    plans, nodes, texts = model.plans, model.plan_nodes, len(model.strings)
    first = plans.first
    if not (_even(plans, "first") and _even(nodes) and len(first) == len(plans) + 1):
        return False
    is_cut_in_order = bool(first[0] == 0 and first[-1] == len(nodes) and (np.diff(first) > 0).all())
    return (
        is_cut_in_order
        and are_within(plans.statement, len(model.statements))
        and are_within(plans.call, len(model.calls))
        and are_within(plans.origin, texts)
        and bool((nodes.parent < np.arange(len(nodes))).all() and (nodes.parent >= -1).all())
        and lead(nodes.kind, texts)
        and all(
            are_within(column, texts)
            for column in (nodes.relation, nodes.alias, nodes.index, nodes.condition)
        )
        and are_within(nodes.filter, texts)
        and are_within(nodes.detail, texts)
        and are_within(nodes.subplan, texts)
    )


def _sound_events(model: QueryModel) -> bool:
    events, texts = model.events, len(model.strings)
    return (
        _even(events)
        and lead(events.kind, len(EVENT_KINDS))
        and are_within(events.session, len(model.sessions))
        and are_within(events.statement, len(model.statements))
        and are_within(events.call, len(model.calls))
        and lead(events.text, texts)
        and are_within(events.detail, texts)
    )
