"""Versions and real names of the packages of a build, where what is installed tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from perfview.bundles.furnished import Installed
from perfview.bundles.model import BundleModel

MOST_PACKAGES = 5000
"""Packages that are looked up; a build with more keeps the rest without."""


def with_versions(model: BundleModel, installed: Mapping[str, Installed]) -> BundleModel:
    """The model with versions, and real names of aliases, that its stats leave out."""
    packages, texts = model.packages, model.strings
    version, real_name = packages.version.copy(), packages.real_name.copy()
    more: dict[str, int] = {}
    for row in np.flatnonzero(version < 0)[:MOST_PACKAGES].tolist():
        found = installed.get(texts[packages.folder[row]])
        if found is None:
            continue
        if found.version:
            version[row] = len(texts) + more.setdefault(found.version, len(more))
        if real_name[row] < 0 and found.name != texts[packages.name[row]]:
            real_name[row] = len(texts) + more.setdefault(found.name, len(more))
    if not more:
        return model
    named = replace(packages, version=version, real_name=real_name)
    return replace(model, packages=named, strings=texts.followed_by(more))
