"""Held against npm's own semver: `semver.json` has its answers, 1, 0, - for what it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.bundles.versions.semver import range_of, satisfies, version_of

TOLD = json.loads((Path(__file__).parent / "semver.json").read_text("utf-8"))


@pytest.mark.parametrize(("wanted", "answers"), TOLD["rows"], ids=[r[0] for r in TOLD["rows"]])
def test_as_npm_answers(wanted: str, answers: str) -> None:
    words = {True: "1", False: "0", None: "-"}
    ours = "".join(words[satisfies(version, wanted)] for version in TOLD["versions"])
    differ = [v for v, a, b in zip(TOLD["versions"], ours, answers, strict=True) if a != b]
    assert not differ


def test_an_alias_reads_as_its_range() -> None:
    assert satisfies("6.12.6", "npm:ajv@^6.12.0")
    assert satisfies("6.12.6", "npm:@scope/ajv@^6.12.0")
    assert satisfies("8.17.1", "npm:ajv@^6.12.0") is False


def test_what_is_no_range() -> None:
    assert range_of("git+ssh://git@host/x.git") is None
    assert range_of("9" * 300) is None
    assert version_of("1.2") is None


def test_versions_are_in_order() -> None:
    told = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"]
    found = [version_of(text) for text in told]
    assert sorted(found, key=lambda each: each.order if each else ()) == found
    assert [str(each) for each in found] == told
