"""What the file says of one span beyond its columns, read when asked for, as lines and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from perfview.findings.quantities import duration, plural
from perfview.traces.contents.detail import Event, Link, Pairs, Value
from perfview.traces.study import Study


@dataclass(frozen=True)
class Content:
    """A span's own attributes, events, links and those of its resource; start_ns of the span."""

    start_ns: int = 0
    attributes: Pairs = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    resource: Pairs = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One line of the list: its name, with what it belongs to, and its value on one line."""

    name: str
    value: str


def read_content(study: Study, source: Any, row: int) -> Content:
    """Read and decode it from the file. Raises `UnreadableInput` when the file has changed."""
    from perfview.traces.contents.attributes import attributes, events, links, resource

    return Content(
        int(study.model.start_ns[row]),
        attributes(study, source, row),
        events(study, source, row),
        links(study, source, row),
        resource(study, source, row),
    )


def headline(content: Content) -> str:
    """`12 attributes, 1 event`."""
    parts = [plural(len(content.attributes), "attribute")]
    if content.events:
        parts.append(plural(len(content.events), "event"))
    if content.links:
        parts.append(plural(len(content.links), "link"))
    return ", ".join(parts)


def lines_of(content: Content) -> list[Line]:
    """The span's own attributes first, then events, links and the resource."""
    lines = [Line(name, as_text(value)) for name, value in content.attributes]
    for number, event in enumerate(content.events, 1):
        of = f"event {number}"
        lines.append(Line(of, f"{event.name or '(no name)'}{_when(event, content.start_ns)}"))
        lines += [Line(f"{of} · {name}", as_text(value)) for name, value in event.attributes]
    for number, link in enumerate(content.links, 1):
        of = f"link {number}"
        lines.append(Line(of, f"span {link.span_hex} of trace {link.trace_hex}"))
        lines += [Line(f"{of} · {name}", as_text(value)) for name, value in link.attributes]
    return lines + [Line(f"resource · {name}", as_text(value)) for name, value in content.resource]


def as_dict(content: Content) -> dict[str, Any]:
    """The same for copying as JSON; of a key that comes twice the last value is kept."""
    return {
        "attributes": dict(content.attributes),
        "events": [
            {"name": e.name, "time_ns": e.time_ns, "attributes": dict(e.attributes)}
            for e in content.events
        ],
        "links": [
            {"trace_id": k.trace_hex, "span_id": k.span_hex, "attributes": dict(k.attributes)}
            for k in content.links
        ],
        "resource": dict(content.resource),
    }


def as_text(value: Value) -> str:
    """A value on one line: texts as they are, everything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())


def _when(event: Event, start_ns: int) -> str:
    return f", after {duration(event.time_ns - start_ns)}" if event.time_ns else ""
