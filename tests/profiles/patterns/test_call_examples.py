"""Examples fit the call that was found, and no password is hashed faster for it."""

from __future__ import annotations

import ast

import pytest

from perfview.profiles.patterns.call_examples import EXAMPLES, fitted
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedy

JS, PY = Ecosystem.JAVASCRIPT, Ecosystem.PYTHON
USUAL = Remedy("usual", (0.1, 0.2, 0.3), "rule", "before", "after")


@pytest.mark.parametrize(
    ("activity", "language", "told", "shows"),
    [
        (Activity.BLOCKING, JS, "execFileSync", "execFile"),
        (Activity.BLOCKING, PY, "    time.sleep(0.1)", "asyncio.sleep"),
        (Activity.BLOCKING, PY, "subprocess.run(command)", "create_subprocess_exec"),
        (Activity.CRYPTO, JS, "return hash.update(path).digest('hex');", "tags.get"),
        (Activity.CRYPTO, PY, "return hashlib.sha256(page).hexdigest()", "functools.cache"),
        (Activity.SERIALISATION, PY, "pickle.dumps(task)", "pickle"),
        (Activity.STRINGIFICATION, JS, "price.toLocaleString('de')", "NumberFormat"),
    ],
)
def test_the_example_shows_the_call(
    activity: Activity, language: Ecosystem, told: str, shows: str
) -> None:
    found = fitted(USUAL, activity, language, [told])
    assert shows in found.after
    assert found.removes == USUAL.removes


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (PY, "return hashlib.pbkdf2_hmac('sha256', password, salt, 600_000).hex()"),
        (PY, "key = hashlib.scrypt(text, salt=salt, n=2**14).digest()"),
        (PY, "ok = hashlib.sha256(password).hexdigest() == known"),
        (JS, "crypto.pbkdf2Sync(text, salt, 1000, 32, 'sha256').digest"),
    ],
)
def test_passwords_keep_their_own_advice(language: Ecosystem, told: str) -> None:
    assert fitted(USUAL, Activity.CRYPTO, language, [told]) == USUAL


def test_what_is_not_known_keeps_the_usual_example() -> None:
    assert fitted(USUAL, Activity.BLOCKING, JS, ["readFileSync"]) == USUAL
    assert fitted(USUAL, Activity.BLOCKING, Ecosystem.GO, ["sleep"]) == USUAL
    assert fitted(USUAL, Activity.JSON, PY, ["sleep", ""]) == USUAL


def test_python_examples_are_python() -> None:
    for each in EXAMPLES:
        if each.language is PY:
            ast.parse(each.before)
            ast.parse(each.after)
