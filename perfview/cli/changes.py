"""Options of `perfview what-if` whose values depend on what the file is.

``--cut`` is one reference of a heap (``CLASS.PROPERTY``) or an importer and a module of a build;
``--remove`` names a package of a build and stands alone beside ``--operation``. Arguments are put
into one form before click reads them: ``--cut`` gets one value of two lines, ``--remove`` an empty
one where it stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

OF_BUILDS = ("lazy", "cut", "remove", "dedupe", "bypass", "free")
"""Changes that a build knows, in the order in which they are made."""


class Changes(click.Command):
    """A command that reads ``--cut`` with one value or two, and ``--remove`` with none or one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments in their one form."""
        return super().parse_args(ctx, in_one_form(args, self._values()))

    def _values(self) -> dict[str, int]:
        """How many values each option takes."""
        options = [each for each in self.params if isinstance(each, click.Option)]
        return {name: 0 if each.is_flag else each.nargs for each in options for name in each.opts}


def in_one_form(args: Sequence[str], values: dict[str, int]) -> list[str]:
    """Arguments with the values of each ``--cut`` as one of them, and ``--remove`` alone as
    ``--remove=``; `values`: how many each option takes.

    The file is what is in no option. Where nothing would be left for it, the last ``--cut`` before
    it has one value only (``what-if --cut Cache.entries FILE``).
    """
    is_trace = any(each == "--operation" or each.startswith("--operation=") for each in args)
    written, files, last_pair, at = [], 0, -1, 0
    while at < len(args):
        word = args[at]
        at += 1
        if word == "--remove" and (is_trace or at == len(args) or args[at].startswith("-")):
            written.append("--remove=")
        elif word == "--cut" and at < len(args):
            taken = args[at : at + 2]
            taken = taken if len(taken) == 2 and not taken[1].startswith("--") else taken[:1]
            last_pair = len(written) + 1 if len(taken) == 2 else last_pair
            written += [word, "\n".join(taken)]
            at += len(taken)
        elif word.startswith("-") and len(word) > 1:
            following = values.get(word, 0)
            written += [word, *args[at : at + following]]
            at += following
        else:
            written.append(word)
            files += 1
    if not files and last_pair >= 0:
        first, _, second = written[last_pair].partition("\n")
        written[last_pair : last_pair + 1] = [first, second]
    return written
