"""`perfview detectors`: what is looked for, why, and the limits that can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from perfview.findings.detector import Detector, Threshold


@click.command(name="detectors", short_help="Print what PerfView looks for, and its limits.")
@click.argument("name", required=False)
@click.option("--markdown", is_flag=True, help="Print whole documents as Markdown, for a site.")
def command(name: str | None, markdown: bool) -> int:
    """Print what PerfView looks for, or the whole document of one detector."""
    from perfview.cli.options import choose
    from perfview.cli.terminal import write
    from perfview.engine.pillars import all_detectors

    known = {detector.name: detector for detector in all_detectors()}
    chosen = list(known.values()) if name is None else [known[choose(name, known, "NAME")]]
    if markdown:
        write("\n".join(_in_markdown(detector) for detector in chosen))
    elif name is None:
        write("\n\n".join([*map(_in_short, chosen), *_not_loaded()]))
    else:
        write(_in_full(chosen[0]))
    return 0


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
    blocks = [f"{styled(detector.title, 'heading')}  ({detector.name})", wrapped(text.summary)]
    for section, body in text.sections.items():
        paragraphs = [" ".join(p.split()) for p in _sentence(body).split("\n\n")]
        written = "\n\n".join(wrapped(paragraph, "  ") for paragraph in paragraphs)
        blocks.append(f"{styled(section, 'heading')}\n{written}")
    if detector.thresholds:
        limits = [_limit(detector, threshold) for threshold in detector.thresholds]
        blocks.append("\n".join([styled("Limits (--threshold)", "heading"), *limits]))
    return "\n\n".join(blocks)


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
