"""What of a study is kept on disk: the model and the measures that views and detectors ask for."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.profiles.measures.call_tree import CallTree, Shape
from perfview.profiles.measures.packages import Packages
from perfview.profiles.model import ProfileModel
from perfview.profiles.study import Study
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


@dataclass(frozen=True)
class Kept:
    """A model, its call tree, and where its functions come from."""

    model: ProfileModel
    tree: CallTree
    packages: Packages


def keep(study: Study) -> Kept:
    """What is worth keeping of a study."""
    return Kept(study.model, study.tree, study.packages)


def restore(kept: Kept, report: ImportReport, source: Source | None = None) -> Study:
    """The study again, its measures in place."""
    study = Study(kept.model, report, source)
    shape: Shape = kept.tree.shape
    study.adopt({"shape": shape, "tree": kept.tree, "packages": kept.packages})
    return study
