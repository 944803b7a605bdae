"""A bundle with the files that were built, what is installed, budgets and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfview.bundles.built.files import BuiltFiles
from perfview.bundles.built.finding import found_beside, found_in
from perfview.bundles.built.unpacking import found_among
from perfview.bundles.furnished import Furnished
from perfview.bundles.furnishing.budgets import budgets_of
from perfview.bundles.furnishing.given import Given, taken
from perfview.bundles.furnishing.installed import InstalledPackages
from perfview.bundles.furnishing.json_files import Reading, bytes_in
from perfview.bundles.furnishing.naming import with_versions
from perfview.bundles.furnishing.packed import packed_projects, packed_reading
from perfview.bundles.furnishing.project import projects_of
from perfview.bundles.model import BundleModel
from perfview.bundles.study import Study
from perfview.findings.forecast import UnanswerableError
from perfview.recording.source import Source


def furnished(study: Study, given: Sequence[Path]) -> Study:
    """The study with what stands beside its file and what was given along with it. Nothing is
    measured yet.

    Raises UnanswerableError for a given file that is neither budgets nor coverage nor a lock file,
    or a given folder without files of the build.
    """
    told = taken(given, study.report)
    built = _built(study, told)
    furniture = _furniture(study, told)
    model = with_versions(study.model, furniture.installed)
    made = Study(model, study.report, study.source, built, furniture)
    made.baseline = study.baseline
    return made


def _built(study: Study, told: Given) -> BuiltFiles:
    """The built files: those in a folder that was given, in the archive the stats are in, else
    beside them."""
    for folder in told.folders:
        found = found_in(folder, study.model, study.report)
        if not len(found):
            raise UnanswerableError(f"No file of this build is in {folder}.", "--with")
        return found
    if len(study.built) or study.source is None or not study.source.path.exists():
        return study.built
    if study.source.members:
        return found_among(study.source, study.model, study.report)
    return found_beside(study.model, study.source, study.report)


def _furniture(study: Study, told: Given) -> Furnished:
    roots, read = _project(study.source)
    root = roots[0] if roots else None
    budgets = told.budgets
    if budgets is None:
        budgets = budgets_of(root, study.report, read) if root is not None else ()
    installed = InstalledPackages(roots, _folders(study.model), told.lock, read)
    return Furnished(budgets, told.coverage, installed, root)


def _project(source: Source | None) -> tuple[list[Path], Reading]:
    """The folders of the project: in the archive with the stats, else near them on the disk."""
    if source is None or not source.path.exists():
        return [], bytes_in
    packed = packed_projects(source)
    if packed:
        return packed, packed_reading(source)
    return projects_of(source.path, is_folder=source.is_folder), bytes_in


def _folders(model: BundleModel) -> dict[str, str]:
    """The folders of the packages in a build, and their versions where the stats tell."""
    packages, texts = model.packages, model.strings
    versions = texts.take(packages.version.tolist())
    return dict(zip(texts.take(packages.folder.tolist()), versions, strict=True))
