"""Budgets that the project sets itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.bundles.built.codecs import brotli_at_most, brotli_size, gzip_size
from perfview.bundles.furnished import Budget
from perfview.bundles.furnishing.budget_files import budget_files
from perfview.bundles.measures.weighing import file_sizes
from perfview.bundles.patterns.asking import listed
from perfview.bundles.patterns.built_text import asset_name
from perfview.bundles.patterns.standing import of_assets
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Evidence, Finding, Measure, Severity
from perfview.findings.quantities import percent, size
from perfview.recording.errors import UnreadableInput

_ROUGHLY = "brotli 5"
_LONG = 4_000_000
"""Bytes as written from which brotli 11 would take many seconds; a faster quality then tells a few
percent more than it."""
_WORDS = {"none": "as written", "gzip": "gzip", "brotli": "brotli"}


@dataclass(frozen=True)
class _Held:
    """A budget, the files it is about (rows of `Assets`), and their bytes in its compression; None
    where these are not known."""

    budget: Budget
    assets: list[int]
    bytes: int | None


class ProjectBudget(Detector):
    """A budget of the project's own that is exceeded, or nearly.

    What it looks for: budgets of size-limit, bundlewatch and bundlesize in the project's files or
    given along, measured in the compression they name. Above the budget it is critical; from `near`
    of it on a note; files that a budget names and the build does not have are a warning, as the
    tools fail on them.

    Why it matters: the project has decided on it, and its next check fails.

    How sure it is: the built files are compressed as the tools do it (gzip 9, brotli 11). Where
    they are not at hand, only budgets of sizes as written, or sizes told by the stats, are checked.
    More than 4 MB are compressed by brotli's quality 5, which tells some percent too much.

    How to fix it: take the recommendations that are about these files, or raise the budget
    knowingly.

    Learnt from: size-limit (brotli unless told otherwise, fails on missing files), bundlewatch and
    bundlesize (gzip unless told otherwise).
    """

    name = "project-budget"
    title = "The project's own budgets"
    scopes = ("network",)
    cost = 4
    prominence = 5
    thresholds = (Threshold("near", 0.95, "ratio", "of a budget, from which it is told"),)

    def concerns(self, study: Study) -> bool:
        """Builds with budgets."""
        return len(study.furnished.budgets) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a budget that does not hold, or hardly."""
        for budget in study.furnished.budgets:
            assets = budget_files(study, budget)
            if not assets:
                yield _missing(budget)
            for part in [[asset] for asset in assets] if budget.each else [assets]:
                held = _Held(budget, part, _bytes(study, budget, part))
                if part and held.bytes is not None:
                    yield from _held(study, held, held.bytes, limits)


def _bytes(study: Study, budget: Budget, assets: list[int]) -> int | None:
    is_long = budget.compression == "brotli" and file_sizes(study)[assets].sum() > _LONG
    each = [_of(study, asset, _ROUGHLY if is_long else budget.compression) for asset in assets]
    known = [one for one in each if one is not None]
    return sum(known) if len(known) == len(each) else None


def _of(study: Study, asset: int, compression: str) -> int | None:
    """Bytes of one file in a compression, None where they are not known."""
    assets, built = study.model.assets, study.built.by_asset.get(asset)
    told = {"none": file_sizes(study), "gzip": assets.gzip_bytes}.get(
        compression, assets.brotli_bytes
    )
    known = int(told[asset])
    if compression == "none" or built is None:
        return known if known >= 0 else None
    try:
        code = built.code()
    except UnreadableInput:
        return known if known >= 0 else None
    if compression == "gzip":
        return gzip_size(code)
    return brotli_at_most(code) if compression == _ROUGHLY else brotli_size(code)


def _held(study: Study, held: _Held, taken: int, limits: Limits) -> Iterator[Finding]:
    budget, limit = held.budget, held.budget.limit_bytes
    is_over = taken > limit
    if not is_over and taken < limits["near"] * limit:
        return
    names = [asset_name(study, asset) for asset in held.assets]
    name = listed(names, 2) if budget.each else budget.name or listed(names, 2)
    word = _WORDS.get(budget.compression, budget.compression)
    told = f"{size(taken)} of {size(limit)} ({word})"
    by = f"{size(taken - limit)} over" if is_over else f"{percent(taken / max(limit, 1))} of"
    yield Finding(
        detector=ProjectBudget.name,
        severity=Severity.CRITICAL if is_over else Severity.INFO,
        title=f"{name} is {by} its budget",
        where=budget.origin,
        why=f"{listed(names, 4)} take{'s' if len(names) == 1 else ''} {told}, as "
        f"{budget.origin} has it.",
        verdict=f"{name} is {by} the project’s own budget: {told}",
        entity=f"budget {budget.origin} {budget.name or budget.pattern} "
        f"{names[0] if budget.each else ''}".strip(),
        measures=(Measure(f"bytes, {word}", taken, "bytes", limit),),
        evidence=of_assets(study, np.array(held.assets, np.int32)),
        confidence=1.0,
        scopes=ProjectBudget.scopes,
        how="Take the recommendations that are about these files, or raise the budget knowingly.",
        effort=Effort.MEDIUM,
        wrong_if="The budget is out of date.",
    )


def _missing(budget: Budget) -> Finding:
    pattern = ", ".join(budget.pattern.split("\n"))
    return Finding(
        detector=ProjectBudget.name,
        severity=Severity.WARNING,
        title=f"A budget is for files that are not there: {pattern}",
        where=budget.origin,
        why=f"{budget.origin} has a budget of {size(budget.limit_bytes)} for {pattern}, and no "
        "file of this build is called so. The check fails, or checks nothing.",
        verdict=f"A budget is for {pattern}, which this build does not have",
        entity=f"budget {budget.origin} {budget.name or budget.pattern}",
        measures=(Measure("files", 0, "count"),),
        evidence=Evidence(np.zeros(0, np.int32)),
        confidence=0.8,
        scopes=ProjectBudget.scopes,
        how="Let the budget name files that the build writes (with `*` for hashes).",
        effort=Effort.SMALL,
        wrong_if="The budget is for another build.",
        cause=f"bundle\nbudgets\n{pattern}",
        reach=0.2,
    )
