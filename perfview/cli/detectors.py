"""`perfview detectors`: what is looked for, why, and the limits that can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfview.findings.detector import Detector, Threshold


_HEADINGS = {
    "cpu": "Processor",
    "memory": "Memory",
    "io": "Files",
    "network": "Network",
    "database": "Database",
    "render": "Rendering",
    "": "Other",
}
"""What each scope is called; the last is for detectors that name none."""


@click.command(name="detectors", short_help="Print what PerfView looks for, and its limits.")
@click.argument("name", required=False)
@click.option("--markdown", is_flag=True, help="Print whole documents as Markdown, for a site.")
def command(name: str | None, markdown: bool) -> int:
    """Print what PerfView looks for by scope, or the whole document of one detector."""
    from perfview.cli.options import choose
    from perfview.cli.terminal import write
    from perfview.engine.pillars import all_detectors

    known = {detector.name: detector for detector in all_detectors()}
    if name is not None:
        chosen = known[choose(name, known, "NAME")]
        write(_in_markdown(chosen) if markdown else _in_full(chosen))
    elif markdown:
        write("\n".join(_group_in_markdown(*group) for group in _by_scope(known.values())))
    else:
        groups = [_group_in_short(*group) for group in _by_scope(known.values())]
        write("\n\n".join([*groups, *_not_loaded()]))
    return 0


def _by_scope(detectors: Iterable[type[Detector]]) -> list[tuple[str, list[type[Detector]]]]:
    """The detectors under what they are about first of all, in the order of `SCOPES`."""
    from perfview.findings.detector import SCOPES

    groups: dict[str, list[type[Detector]]] = {scope: [] for scope in (*SCOPES, "")}
    for detector in detectors:
        groups[next(iter(detector.scopes), "")].append(detector)
    return [(_HEADINGS[scope], group) for scope, group in groups.items() if group]


def _group_in_short(heading: str, group: list[type[Detector]]) -> str:
    from perfview.cli.terminal import styled

    title = styled(heading.upper(), "heading")
    return "\n\n".join([title, *(_in_short(detector) for detector in group)])


def _group_in_markdown(heading: str, group: list[type[Detector]]) -> str:
    return "\n".join([f"# {heading}", "", *(_in_markdown(detector) for detector in group)])


def _in_short(detector: type[Detector]) -> str:
    """Name, one sentence and the limits."""
    from perfview.cli.terminal import styled, wrapped
    from perfview.findings.detector import document

    lines = [f"{styled(detector.name, 'heading')}  {detector.title}"]
    lines.append(wrapped(document(detector).summary, "  "))
    lines += [_limit(detector, threshold) for threshold in detector.thresholds]
    return "\n".join(lines)


def _not_loaded() -> list[str]:
    """The files that could not be loaded, if there are any."""
    from perfview.cli.terminal import styled, wrapped
    from perfview.engine.pillars import all_broken

    told = [wrapped(f"{each}.", "  ") for each in all_broken()]
    return ["\n".join([styled("Broken", "heading"), *told])] if told else []


def _in_full(detector: type[Detector]) -> str:
    """The document with all its sections."""
    from perfview.cli.terminal import styled, wrapped
    from perfview.findings.detector import document

    text = document(detector)
    title = f"{styled(detector.title, 'heading')}  ({_name_and_scopes(detector)})"
    blocks = [title, wrapped(text.summary)]
    for section, body in text.sections.items():
        paragraphs = [" ".join(p.split()) for p in _sentence(body).split("\n\n")]
        written = "\n\n".join(wrapped(paragraph, "  ") for paragraph in paragraphs)
        blocks.append(f"{styled(section, 'heading')}\n{written}")
    if detector.thresholds:
        limits = [_limit(detector, threshold) for threshold in detector.thresholds]
        blocks.append("\n".join([styled("Limits (--threshold)", "heading"), *limits]))
    return "\n\n".join(blocks)


def _name_and_scopes(detector: type[Detector]) -> str:
    return ": ".join(filter(None, [detector.name, ", ".join(detector.scopes)]))


def _in_markdown(detector: type[Detector]) -> str:
    """The document as a section of a Markdown page, its limits as a table."""
    from perfview.findings.detector import document
    from perfview.findings.quantities import quantity

    text = document(detector)
    lines = [f"## {detector.title}", "", f"`{detector.name}` · {', '.join(detector.scopes)}", ""]
    lines += [text.summary, ""]
    for section, body in text.sections.items():
        lines += [f"**{section}.** {_sentence(body)}", ""]
    if detector.thresholds:
        lines += ["| limit | default | meaning |", "|---|---|---|"]
    for threshold in detector.thresholds:
        default = quantity(threshold.default, threshold.unit)
        lines.append(f"| `{detector.name}.{threshold.name}` | {default} | {threshold.meaning} |")
    return "\n".join([*lines, ""])


def _sentence(text: str) -> str:
    """The text of a section, which follows its name in the document, as one of its own."""
    return text[:1].upper() + text[1:]


def _limit(detector: type[Detector], threshold: Threshold) -> str:
    """``--threshold`` name, default and meaning of one limit."""
    from perfview.cli.terminal import wrapped
    from perfview.findings.quantities import quantity

    default = quantity(threshold.default, threshold.unit)
    first = f"  {detector.name}.{threshold.name} = {default}: "
    return wrapped(threshold.meaning, "      ", first)
