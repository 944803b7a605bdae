"""Ruby: gems and the standard library; PHP: what Composer installed."""

from __future__ import annotations

import re

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins.origin import Origin, library, runtime

_GEM = re.compile(r"(?:^|/)gems/(?:[\d.]+/)?(?:gems/)?([A-Za-z][\w.-]*?)-\d[\w.]*(?:-[\w-]+)?/")
_BUNDLED = re.compile(r"(?:^|/)bundler/gems/([A-Za-z][\w.-]*?)-[0-9a-f]{7,}/")
_STANDARD = re.compile(r"(?:^|/)lib(?:64)?/ruby/(?:site_ruby/|vendor_ruby/)?[\d.]+/([^/.]+)")
_VERSIONED = re.compile(r"(?:^|/)ruby/\d[\d.]*/([^/.]+)")
_COMPOSER = re.compile(r"(?:^|/)vendor/([a-z\d][\w.-]*/[a-z\d][\w.-]*)/.*\.php$")


def of_file(file: str) -> Origin | None:
    """The origin of a Ruby or PHP file; None when it is the program's own or neither."""
    if found := _GEM.search(file) or _BUNDLED.search(file):
        return library(found[1])
    if file.endswith(".rb") and (found := _STANDARD.search(file) or _VERSIONED.search(file)):
        return runtime(found[1])
    if file.startswith("<internal:") or file in ("<cfunc>", "(cfunc)"):
        return runtime("ruby")
    if found := _COMPOSER.search(file):
        return library(found[1])
    return None


def of_name(name: str) -> Origin | None:
    """The origin of what stackprof, vernier and rbspy name themselves."""
    if name in ("(marking)", "(sweeping)", "(garbage collection)"):
        return Origin(Kind.COLLECTOR, "gc")
    if name.endswith(("[c function]", "(cfunc)")):
        return runtime("ruby")
    return None
