"""How a package manager is told to install one version of a package."""

from __future__ import annotations

import json
from dataclasses import dataclass

from perfview.bundles.patterns.copies import PROJECT, Merger
from perfview.bundles.patterns.packages_shipped import folder_of
from perfview.bundles.study import Study
from perfview.findings.finding import Example

_LOCKS = (
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "Yarn"),
    ("bun.lockb", "Bun"),
    ("bun.lock", "Bun"),
)
_DEDUPE = {"pnpm": "pnpm dedupe", "Yarn": "yarn dedupe", "npm": "npm dedupe", "Bun": "bun update"}


@dataclass(frozen=True)
class Fix:
    """What to do in a sentence, and the change in package.json or the bundler's settings."""

    how: str
    example: Example


def package_manager(study: Study) -> str:
    """Who installs the project's packages, by its lock file; npm where that is not at hand."""
    root = study.furnished.root
    if root is not None:
        for lock, name in _LOCKS:
            if (root / lock).is_file():
                return name
    return "npm"


def override(study: Study, name: str, found: Merger) -> Fix:
    """One version of `name` for all."""
    who = package_manager(study)
    alias = _alias_of(study, name, found)
    if alias:
        return _without_alias(name, alias)
    if not found.kept.version:
        return _one_folder(study, name, found)
    if found.blocked.get(PROJECT):
        return _own_range(name, found)
    if found.is_compatible:
        how = f"Run `{_DEDUPE[who]}`; where it keeps several, say the version in package.json."
    elif found.blocked:
        how = (
            "Update the packages that ask for the old one, or say one version for all in "
            "package.json and test what asked for the other."
        )
    else:
        how = "Say one version for all in package.json, and look whether its users accept it."
    return Fix(how, Example(_before(found), _after(who, name, found), "json", "package.json"))


def _alias_of(study: Study, name: str, found: Merger) -> str:
    """The other name under which the project has one of the copies on purpose, "" for none."""
    names = study.model.packages.name
    local = [study.model.strings[names[copy.package]] for copy in (found.kept, *found.gone)]
    return next((each for each in local if each != name), "")


def _without_alias(name: str, alias: str) -> Fix:
    how = f"Import {name} where {alias} is imported, and `npm uninstall {alias}`."
    return Fix(how, Example(f"import … from '{alias}';", f"import … from '{name}';", "javascript"))


def _own_range(name: str, found: Merger) -> Fix:
    """The project itself asks for the old one: package managers take no override of that."""
    asked = found.blocked[PROJECT]
    how = f"Update {name} in your package.json to ^{found.kept.version}, and test what uses it."
    before = json.dumps({"dependencies": {name: asked}}, indent=2)
    after = json.dumps({"dependencies": {name: f"^{found.kept.version}"}}, indent=2)
    return Fix(how, Example(before, after, "json", "package.json"))


def _before(found: Merger) -> str:
    asked = found.kept.asked | {w: r for copy in found.gone for w, r in copy.asked.items()}
    lines = [f"// {who} asks for {wanted}" for who, wanted in sorted(asked.items())[:4]]
    versions = [found.kept.version, *(copy.version for copy in found.gone)]
    return "\n".join(lines or [f"// installed: {', '.join(dict.fromkeys(versions))}"])


def _after(manager: str, name: str, found: Merger) -> str:
    said: dict[str, object] = {name: found.kept.version}
    if manager == "pnpm":
        return json.dumps({"pnpm": {"overrides": said}}, indent=2)
    key = "resolutions" if manager == "Yarn" else "overrides"
    return json.dumps({key: said}, indent=2)


def _one_folder(study: Study, name: str, found: Merger) -> Fix:
    """Where versions are not known: the bundler takes one folder for all."""
    folder = folder_of(study, found.kept.package)
    if study.model.bundler in ("webpack", "rspack"):
        after = f"resolve: {{\n  alias: {{ '{name}': path.resolve('{folder}') }},\n}}"
        place = f"{study.model.bundler}.config.js"
    elif study.model.bundler == "esbuild":
        after, place = f"alias: {{ '{name}': './{folder}' }}", "the build script"
    else:
        after, place = f"resolve: {{ dedupe: ['{name}'] }}", "vite.config.js"
    how = "Look with `npm ls` which versions these are, and make the bundler take one of them."
    return Fix(how, Example(f"// npm ls {name}", after, "javascript", place))
