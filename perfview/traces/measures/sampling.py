"""How many requests each recorded trace stands for, as far as whoever sampled them says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents.detail import Value
from perfview.traces.model import TRACE_STATE_KEY

if TYPE_CHECKING:
    from perfview.traces.study import Study

MOST = 1e9
"""A weight above is no sampling but a mistake."""

_THRESHOLD_DIGITS = 14
_THRESHOLD = re.compile(r"(?:^|,)\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})(?:[;,\s]|$)")
_P_VALUE = re.compile(r"(?:^|,)\s*ot=(?:[^,]*;)?p:(\d{1,2})(?:[;,\s]|$)")
_NO_P = 63


def of_trace_state(value: Value) -> float:
    """What the `ot` entry of a tracestate says; 0 when it says nothing.

    `th` is the threshold below which traces were dropped, of 56 bits, trailing zeros cut
    (https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/); `p`, which
    it replaced, the negative binary logarithm of the probability.
    """
    text = str(value)
    if found := _THRESHOLD.search(text):
        rejected = int(found[1].ljust(_THRESHOLD_DIGITS, "0"), 16)
        whole = 1 << 4 * _THRESHOLD_DIGITS
        return whole / (whole - rejected)
    if (found := _P_VALUE.search(text)) and int(found[1]) < _NO_P:
        return float(1 << int(found[1]))
    return 0.0


def of_rate(value: Value) -> float:
    """One in `value` was kept (Honeycomb's SampleRate)."""
    number = _number(value)
    return number if number >= 1 else 0.0


def of_probability(value: Value) -> float:
    """The part of all that was kept, 0-1."""
    number = _number(value)
    return 1 / number if 0 < number <= 1 else 0.0


def _number(value: Value) -> float:
    try:
        number = float(value) if isinstance(value, str | int | float) else 0.0
    except ValueError:
        return 0.0
    return number if np.isfinite(number) else 0.0


# Honeycomb: https://docs.honeycomb.io/manage-data-volume/sample/ · Jaeger's clients:
# https://www.jaegertracing.io/docs/1.20/sampling/ · Sentry: develop.sentry.dev/sdk/telemetry/traces
# · Datadog: docs.datadoghq.com/tracing/trace_pipeline/ingestion_mechanisms
SOURCES: dict[str, Callable[[Value], float]] = {
    TRACE_STATE_KEY: of_trace_state,
    "SampleRate": of_rate,
    "sampler.param": of_probability,
    "sentry.sample_rate": of_probability,
    "_sample_rate": of_probability,
    "_dd.rule_psr": of_probability,
    "_dd.agent_psr": of_probability,
}
"""Attributes that say how a trace was sampled; the first that says anything counts."""

_KIND_OF_PARAM = ("sampler.param", "sampler.type", "probabilistic")


def measure_weights(study: Study) -> NDArray[np.float64] | None:
    """Per trace how many requests it stands for, float64 (t); None when each is only itself.

    What the root says counts, else the first span of the trace that says anything.
    """
    # It needs a study itself.
    from perfview.traces.contents.attribute_columns import keys_in_use

    keys = study.model.attributes.keys
    known = [key for key in SOURCES if keys.find(key) >= 0]
    if not known or study.source is None:
        return None
    # Readers may number a key that no span of the file has.
    present = [key for key in known if keys_in_use(study)[keys.find(key)]]
    if not present:
        return None
    weights = np.zeros(study.structure.traces)
    for key in present:
        found = _by_trace(study, _by_span(study, key))
        weights = np.where(weights > 0, weights, found)
    weights[(weights <= 0) | (weights > MOST)] = 1.0
    return None if np.all(weights == 1.0) else weights


def _by_span(study: Study, key: str) -> NDArray[np.float64]:
    """What this attribute says of each span's trace, 0 for nothing."""
    # It needs a study itself.
    from perfview.traces.contents.attribute_columns import attribute_column

    column = attribute_column(study, key)
    said = np.array([*map(SOURCES[key], column.values), 0.0])[column.of_span]
    needing, other, wanted = _KIND_OF_PARAM
    if key == needing:
        kinds = attribute_column(study, other)
        fits = np.array([*(value == wanted for value in kinds.values), False])[kinds.of_span]
        said[~fits] = 0.0
    return said


def _by_trace(study: Study, said: NDArray[np.float64]) -> NDArray[np.float64]:
    structure = study.structure
    weights = np.zeros(structure.traces)
    rows = np.flatnonzero(said > 0)[::-1]  # NumPy keeps what is assigned last: the first span's
    weights[structure.trace[rows]] = said[rows]
    of_root = np.append(said, 0.0)[structure.root]
    return np.where(of_root > 0, of_root, weights)


def sampling_words(weights: NDArray[np.float64]) -> str:
    """How many requests traces stand for, for the import report."""
    least, most = float(weights.min()), float(weights.max())
    if least == most:
        each = f"Each trace stands for {least:,.4g} requests"
    else:
        each = f"Traces stand for {least:,.4g} to {most:,.4g} requests each"
    return (
        f"{each}, {weights.sum():,.0f} in all, as whoever sampled them recorded: rates and"
        " percentiles of operations and endpoints count them so."
    )
