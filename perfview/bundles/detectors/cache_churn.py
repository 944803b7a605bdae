"""Files that people fetch again although nearly all in them is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.comparing.builds import BuildDiff, build_diff
from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.standing import estimated, of_assets, sureness
from perfview.bundles.searching.wording import listed
from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Example, Finding, Measure, Severity
from perfview.findings.quantities import number, percent, plural, size


class CacheChurn(Detector):
    """A small change that makes people fetch much anew.

    What it looks for: held against an earlier build: scripts whose name or size changed though at
    least `same` of their bytes are modules that are as they were; such bytes together `bytes` or
    more and `share` of all JavaScript. It is a warning from `warning` on.

    Why it matters: a browser keeps a file as long as its name stays. Where a hash, a number of a
    module or the list of all chunks lies in each file, one changed line makes all of them new.

    How sure it is: a module counts as unchanged when it weighs the same in both builds, which a
    change of as many letters escapes. What people have in their cache is not known.

    How to fix it: content hashes in names, ids that stay (`moduleIds: 'deterministic'`), the
    runtime and the packages in files of their own; no dates or versions in the code.

    Learnt from: webpack's guide to caching, https://webpack.js.org/guides/caching;
    https://web.dev/articles/use-long-term-caching.
    """

    name = "cache-churn"
    title = "Small change, much to fetch again"
    scopes = ("network",)
    cost = 2
    prominence = 3
    thresholds = (
        Threshold("same", 0.7, "ratio", "of a changed script that is as it was, at least"),
        Threshold("bytes", 50_000, "bytes", "as they were in changed scripts, at least"),
        Threshold("share", 0.2, "ratio", "of all JavaScript, at least"),
        Threshold("warning", 0.5, "ratio", "of all JavaScript, from which it is a warning"),
    )

    def concerns(self, study: Study) -> bool:
        """Builds that are held against an earlier one."""
        return study.baseline is not None and len(study.weights) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for all files."""
        if study.baseline is None:
            return
        churn = _churn(study, build_diff(study.baseline, study), limits["same"])
        whole = int(np.maximum(study.model.assets.bytes, 0)[_scripts(study)].sum())
        if churn.kept >= max(limits["bytes"], limits["share"] * whole):
            yield _finding(study, churn, whole, limits)


@dataclass(frozen=True)
class _Churn:
    """assets int32: scripts that changed though they are mostly as they were, the largest first;
    kept: bytes of unchanged modules in them; changed: bytes of modules that did change."""

    assets: NDArray[np.int32]
    kept: int
    changed: int


def _scripts(study: Study) -> NDArray[np.bool_]:
    scripts: NDArray[np.bool_] = study.model.assets.kind == SCRIPT
    return scripts


def _churn(study: Study, diff: BuildDiff, same: float) -> _Churn:
    weights, m = study.weights, len(study.model.modules)
    before = diff.modules.partner(m)
    earlier = np.append(diff.before.weights.of_module, -1)[before]
    is_same = (before >= 0) & (earlier == weights.of_module)
    here = weights.asset >= 0
    asset, module, size_of = weights.asset[here], weights.module[here], weights.bytes[here]
    many = len(study.model.assets)
    kept = np.bincount(asset, np.where(is_same[module], size_of, 0), many)
    held = np.bincount(asset, size_of, many)
    fits = _scripts(study) & _is_changed(diff) & (kept >= same * np.maximum(held, 1))
    rows = np.flatnonzero(fits)
    rows = rows[np.argsort(-kept[rows], kind="stable")]
    return _Churn(rows.astype(np.int32), int(kept[rows].sum()), int((held - kept)[rows].sum()))


def _is_changed(diff: BuildDiff) -> NDArray[np.bool_]:
    """Files of the later build that were there with another name, bool (a)."""
    now, then = diff.after.model, diff.before.model
    partner = diff.assets.partner(len(now.assets))
    names = [now.strings[name] for name in now.assets.name.tolist()]
    return np.array(
        [
            row >= 0 and then.strings[then.assets.name[row]] != name
            for row, name in zip(partner.tolist(), names, strict=True)
        ],
        np.bool_,
    )


def _finding(study: Study, churn: _Churn, whole: int, limits: Limits) -> Finding:
    texts, names = study.model.strings, study.model.assets.name
    files = [texts[names[row]] for row in churn.assets]
    share = churn.kept / max(whole, 1)
    return Finding(
        detector=CacheChurn.name,
        severity=Severity.WARNING if share >= limits["warning"] else Severity.INFO,
        title=f"{size(churn.kept)} are fetched again though nothing changed in them",
        where=files[0],
        why=f"{plural(len(files), 'script')} changed their names since the earlier build, "
        f"{listed(files)}; {size(churn.changed)} in them changed, {size(churn.kept)} did not.",
        verdict=f"A change of {size(churn.changed)} makes people fetch {size(churn.kept)} again "
        "that did not change",
        entity="cache churn",
        measures=(
            Measure("unchanged bytes", churn.kept, "bytes", limits["bytes"]),
            Measure("of all JavaScript", share, "ratio", limits["share"]),
            Measure("changed bytes", churn.changed, "bytes"),
        ),
        evidence=of_assets(study, churn.assets),
        confidence=0.5 * sureness(study),
        scopes=CacheChurn.scopes,
        saving=estimated(
            study,
            0.0,
            churn.kept / 3,
            float(churn.kept),
            "a third of the visits come from people who were there before",
            at_start=False,
        ),
        how=f"Keep the runtime and the packages in files of their own, so that a change touches "
        f"one of {number(len(files))} files; {percent(share)} of the JavaScript could stay cached.",
        example=Example(
            "output: { filename: '[name].[fullhash].js' }",
            "output: { filename: '[name].[contenthash].js' },\n"
            "optimization: { runtimeChunk: 'single', moduleIds: 'deterministic' }",
            "javascript",
            "webpack.config.js",
        )
        if study.model.bundler in ("webpack", "rspack")
        else None,
        effort=Effort.SMALL,
        wrong_if="Hardly anybody comes back between two builds.",
        cause="bundle\nfiles\ncaching",
        reach=0.5,
    )
