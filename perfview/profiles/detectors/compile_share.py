"""Time that goes to parsing and compiling code while the program runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure
from perfview.findings.quantities import percent
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.callers import Callers, callers_of
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.importing import importing
from perfview.profiles.patterns.matching import named
from perfview.profiles.patterns.shares import (
    Share,
    amdahl,
    confidence,
    evidence_of,
    share_of_paths,
    sure_severity,
)
from perfview.profiles.patterns.telling_lines import COMPILES, Telling, telling_lines
from perfview.profiles.patterns.time_detector import TimeDetector
from perfview.profiles.patterns.wording import amounts, identity, label, shortened, where
from perfview.profiles.study import Study

MOSTLY = (0.5, 0.8, 1.0)
RULE = "compiled once and kept; between half and all of it"
CRITICAL = 3.0
"""How many times the warning share is critical."""
MAINLY = 0.4
AT_START = (
    "Let a cache keep what is compiled at the start: a writable `__pycache__` and no `-B` in "
    "Python, `module.enableCompileCache()` or a snapshot in Node; and load less."
)
_COMPILING = re.compile(
    r"^[{<]built-in method (builtins\.)?compile[}>]$|^compileFunction(ForCJSLoader)?$|^wrapSafe$"
    r"|^(Script|vm\.Script|createScript|runInContext|makeContext)$|^\(compiler\)$|^compileSourceTextModule$"
    r"|^(v8::internal::)?(Compiler|OptimizingCompileDispatcher|PipelineCompilationJob|Parser"
    r"|BackgroundCompileTask|maglev::MaglevCompiler)(::|\b.*::)\w+|^Builtins_CompileLazy|^V8\.\w*Compile"
    r"|^\[?(C1|C2)\b.*[Cc]ompil|^(CompileBroker|Compile|C2Compiler|Compilation)::|\bclrjit\b|JIT_\w*Compile"
    r"|^(LLVM|llvm)\w*(::|.*)(runPasses|PassManager)|iseq_compile|RubyVM::InstructionSequence"
    r"|^(Deoptimizer::|v8::internal::Deoptimizer|Deoptimization::)"
    r"|^(js::jit::|js::wasm::|js::frontend::)\w*[Cc]ompil"
)
_BARE = re.compile(r"^(compile|exec)$")
_DEOPTIMISING = re.compile(r"[Dd]eopt")


class CompileShare(TimeDetector):
    """Code that is parsed and compiled while the program runs.

    What it looks for: time in compilers of the language (Python's `compile`, Node's loader turning
    source into code, V8's, Java's and .NET's just-in-time compilers, deoptimisation), or, where
    those have no frames and the source is there, on lines that make code out of text. It fires from
    `share` of all time on; it is a warning from `warning` on and `total`, critical from three times
    that share.

    Why it matters: compiling the same code at each start or in each call does no work for anybody.

    How sure it is: compilers have frames of their own; most of their work on V8 threads is not in
    the profile at all, so the share is a lower bound. A short recording of a start has much of it
    by nature, which is why time below `total` is never more than a note.

    How to fix it: do not build code out of text in the running program (`eval`, `exec`,
    `new Function`, templates compiled for each use): compile once and keep it. At starts, let
    caches work (`__pycache__` writable, `v8-compile-cache`, class data sharing), and load less.

    Learnt from: https://v8.dev/blog/code-caching-for-devs; PEP 3147 (pyc directories); the
    “Compile” share in DevTools' Performance panel.
    """

    name = "compile-share"
    title = "Compiling while running"
    scopes = ("cpu",)
    cost = 2
    prominence = 4
    thresholds = (
        Threshold("share", 0.05, "ratio", "of all time in compilers, at least"),
        Threshold("warning", 0.12, "ratio", "of all time, from which it is a warning"),
        Threshold("total", 200e6, "ns", "time in compilers, below which it is a note"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding, or none."""
        ground = ground_of(study)
        if ground is None:
            return
        share = share_of_paths(ground, _compiling(study, ground))
        if _counts(share, limits):
            yield _finding(study, share, callers_of(study, share), limits)
            return
        for told in telling_lines(study, ground, COMPILES)[:1]:
            if _counts(told.share, limits):
                yield _finding(study, told.share, _itself(told), limits, told)


def _compiling(study: Study, ground: Ground) -> NDArray[np.bool_]:
    """Paths that begin to compile, bool (p)."""
    functions: NDArray[np.bool_] = (study.kinds == Kind.COMPILER) | named(study, _COMPILING)
    # pyinstrument writes built-in functions of Python by their bare name, without a file.
    functions |= named(study, _BARE) & (study.model.functions.file < 0)
    return np.take(functions, ground.function)


def _counts(share: Share, limits: Limits) -> bool:
    """Whether a share is large enough, and not for a few unlucky samples."""
    return share.ratio >= limits["share"] and share.interval[0] >= limits["share"] / 2


def _itself(told: Telling) -> Callers:
    return Callers(np.array([told.function], np.int64), np.array([told.share.spent]))


def _finding(
    study: Study, share: Share, callers: Callers, limits: Limits, told: Telling | None = None
) -> Finding:
    of, unit = share.ground.spending.of, share.ground.spending.unit
    first = callers.first
    part = float(callers.spent[callers.function == first].sum()) / share.spent
    at_start = told is None and _while_loading(study, share)
    mainly = first >= 0 and part >= MAINLY and not at_start
    who = f"`{label(study, first)}`" if mainly else ""
    small = unit == "ns" and share.spent < limits["total"]
    warning = 2.0 if small else limits["warning"]  # a ratio never reaches 2
    return Finding(
        detector=CompileShare.name,
        severity=sure_severity(share, warning, CRITICAL * warning),
        title=f"Compiling code takes {percent(share.ratio)} of {of}",
        where=where(study, first) if mainly else "compiler",
        why=f"Parsing and compiling take {amounts(share)}, {percent(share.ratio)}."
        + (f" {percent(part)} of it is called from {who}." if mainly else "")
        + (_deoptimised(study, share) if told is None else _on_line(told)),
        verdict=f"compiling code while running takes {percent(share.ratio)} of {of}"
        + (f", called from {who}" if mainly else ""),
        entity="compiling",
        measures=(
            Measure("time compiling, of all", share.ratio, "ratio", limits["share"]),
            Measure("time compiling", share.spent, unit, limits["total"] if unit == "ns" else None),
        ),
        evidence=evidence_of(study, share),
        confidence=confidence(0.85 if told is None else 0.7, share),
        scopes=CompileShare.scopes,
        saving=amdahl(share, MOSTLY, RULE),
        how=AT_START if at_start else _how(who),
        effort=Effort.SMALL if mainly else Effort.MEDIUM,
        wrong_if="The recording shows nothing but a start, and starts are rare.",
        cause="\n".join([of, _whose(study, first, mainly, at_start), "compiling"]),
    )


def _while_loading(study: Study, share: Share) -> bool:
    """Whether most of it compiles files that are being loaded."""
    loading = importing(study, share.ground) & share.inside
    return float(share.ground.own[loading].sum()) >= MAINLY * share.spent


def _whose(study: Study, first: int, mainly: bool, at_start: bool) -> str:
    if at_start:
        return "start"
    return identity(study, first) if mainly else "the program"


def _on_line(told: Telling) -> str:
    return f" It falls on line {told.line}, `{shortened(told.text)}`."


def _deoptimised(study: Study, share: Share) -> str:
    """What part of it is code thrown away again, when the recorder tells."""
    ground = share.ground
    again = named(study, _DEOPTIMISING)[ground.function] & share.inside
    part = float(ground.own[again].sum()) / share.spent
    return f" {percent(part)} of that is deoptimising code." if part >= 0.05 else ""


def _how(who: str) -> str:
    if who:
        return (
            f"Let {who} compile once and keep the result, instead of building code from text "
            "each time."
        )
    return (
        "Load less code at the start, let code caches work, and build no code from text while "
        "running."
    )
