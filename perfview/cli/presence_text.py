"""Why something is there, for people at a terminal."""

from __future__ import annotations

from perfview.cli.terminal import plain, styled, wrapped
from perfview.findings.presence import Group, Reason, Reasons
from perfview.findings.quantities import number, size

_INDENT = "   "


def reasons_text(found: Reasons) -> str:
    """The whole page, wrapped to the terminal."""
    blocks = [styled(wrapped(plain(found.subject)), "bold")]
    if found.groups:
        blocks.append(_groups(found.groups))
    blocks += [_reason(each) for each in found.reasons]
    return "\n\n".join(blocks)


def _groups(groups: tuple[Group, ...]) -> str:
    lines = [styled("Kept by", "heading")]
    for each in groups:
        numbers = f"{number(each.count):>9}{size(each.size_bytes):>11}  "
        indent = " " * len(numbers)
        lines.append(wrapped(plain(each.way), indent, numbers))
        if each.cut:
            cutting = f"Cutting `{each.cut}` frees {size(each.freed_bytes)}."
            lines.append(styled(wrapped(plain(cutting), indent), "save"))
    return "\n".join(lines)


def _reason(reason: Reason) -> str:
    lines = [wrapped(plain(reason.sentence))]
    if len(reason.paths) > 1:
        lines.append("")
        lines.append(styled("Ways to it", "heading"))
        lines += [wrapped(plain(way), 2 * _INDENT, _INDENT) for way in reason.paths]
    return "\n".join(lines)
