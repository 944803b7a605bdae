"""What changed by function, what is noise, and why."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.comparing.profiles import ComparedProfiles, compare_profiles
from perfview.profiles.study import Study
from tests.profiles.building import profile


def at(compared: ComparedProfiles, name: str) -> int:
    return next(f for f in range(compared.tree.functions) if compared.name_of(f) == name)


def why(compared: ComparedProfiles, name: str) -> str:
    return compared.reasons().why(at(compared, name))


def drawn(shares: dict[str, float], samples: int, seed: int) -> Study:
    """A profile of this many samples that fall on functions by chance."""
    counts = np.random.default_rng(seed).multinomial(samples, list(shares.values()))
    return profile(*(f"main;{n} {c}" for n, c in zip(shares, counts.tolist(), strict=True) if c))


MANY = {f"f{i}": 1 / 200 for i in range(200)}


def test_two_runs_of_one_program_differ_by_noise_alone() -> None:
    wrong = 0
    for seed in range(40):
        compared = compare_profiles(drawn(MANY, 20_000, seed), drawn(MANY, 20_000, 1000 + seed))
        wrong += bool((~compared.functions.own.is_noise).any())
    # Of all functions together 95 % sure: about two of forty comparisons name one, rarely more.
    assert wrong <= 6


@pytest.mark.parametrize("shares", [False, True])
def test_a_change_beyond_chance_is_none(shares: bool) -> None:
    grown = dict.fromkeys(MANY, 0.5 / 200) | {"f7": 0.5 / 200 + 0.5}
    compared = compare_profiles(drawn(MANY, 20_000, 1), drawn(grown, 20_000, 2), normalise=shares)
    own = compared.functions.own
    f = at(compared, "f7")
    assert not own.is_noise[f]
    scale = 1.0 if shares else 20e9
    assert own.amount[f] == pytest.approx(0.4975 * scale, rel=0.05)
    assert own.noise[f] < 0.05 * scale


def test_noise_of_equal_weights_is_that_of_counts() -> None:
    compared = compare_profiles(profile(*["main;a"] * 100), profile(*["main;a"] * 400))
    own, reach = compared.functions.own, compared.functions.reach
    assert own.noise[at(compared, "a")] == pytest.approx(reach * np.sqrt(500) * 1e6)


def test_shares_have_the_binomial_noise() -> None:
    study = profile(*["main;a"] * 30, *["main;b"] * 70)
    compared = compare_profiles(study, study, normalise=True)
    expected = compared.functions.reach * np.sqrt(2 * 0.3 * 0.7 / 100)
    assert compared.functions.own.noise[at(compared, "a")] == pytest.approx(expected)


def test_one_stray_sample_is_no_news() -> None:
    compared = compare_profiles(profile("main;a 500"), profile("main;a 500", "main;b 2"))
    assert compared.functions.own.is_noise[at(compared, "b")]


def test_recursion_counts_once() -> None:
    compared = compare_profiles(profile("walk;walk;walk 10"), profile("walk;walk 30"))
    total = compared.functions.total
    f = at(compared, "walk")
    assert (total.before[f], total.after[f]) == (10e6, 30e6)


def test_why_names_what_explains_the_change() -> None:
    compared = compare_profiles(
        profile("main;load;parse 3000", "main;run;work 2000", "main;old;work 600"),
        profile("main;load;parse 100", "main;run;work 2000", "main;run;new 700"),
    )
    assert why(compared, "parse") == "its own code"
    assert why(compared, "load") == "through parse"
    assert why(compared, "new") == "new call from run"
    assert why(compared, "run") == "new call of new"
    assert why(compared, "old") == "no longer called from main"


def test_a_change_may_have_two_parts() -> None:
    compared = compare_profiles(
        profile("main;sum 1000", "main;sum;item 1000"),
        profile("main;sum 2000", "main;sum;item 2100"),
    )
    assert why(compared, "sum") == "its own code, and through item"
    assert why(compared, "main") == "through sum"


def test_the_same_again_is_within_noise() -> None:
    compared = compare_profiles(profile("main;a 1000"), profile("main;a 1010"))
    assert why(compared, "a") == "within noise"


def test_counted_calls_explain_and_know_no_noise() -> None:
    def counted(calls: int) -> Study:
        from perfview.profiles.model import CallCounts

        builder = ProfileBuilder([("cpu", "ns")])
        f = builder.function("parse", "a.py", 3)
        builder.sample(builder.thread("main"), builder.stack(-1, builder.frame(f)), [calls * 1e6])
        cost = np.array([calls * 1e6])
        return Study(builder.finish(CallCounts(np.array([calls]), cost, cost)))

    compared = compare_profiles(counted(61), counted(4))
    assert why(compared, "parse") == "61 → 4 calls"
    assert compared.functions.own.noise.tolist() == [0.0]


def test_library_work_is_put_down_to_the_code_that_calls_it() -> None:
    library = "dumps@/usr/lib/python3/site-packages/fast/json.py:9"
    compared = compare_profiles(
        profile(f"main@app.py:1;save@app.py:5;{library} 100", "main@app.py:1;b@app.py:9 50"),
        profile(f"main@app.py:1;save@app.py:5;{library} 900", "main@app.py:1;b@app.py:9 50"),
    )
    moved = compared.functions.moved.amount
    assert moved[at(compared, "save")] == 800e6
    assert moved[at(compared, "dumps")] == 0


GROUND = tuple(f"main;part{i} {100 + 7 * i}" for i in range(12))


def test_a_longer_recording_is_compared_by_shares() -> None:
    longer = tuple(f"main;part{i} {3 * (100 + 7 * i)}" for i in range(12))
    compared = compare_profiles(profile(*GROUND), profile(*longer))
    assert compared.functions.normalised
    assert "another length" in compared.explained
    assert compared.functions.own.is_noise.all()


def test_a_slower_function_is_compared_by_the_numbers() -> None:
    slower = (*GROUND[:-1], "main;part11 5000")
    compared = compare_profiles(profile(*GROUND), profile(*slower))
    assert not compared.functions.normalised
    assert compare_profiles(profile(*GROUND), profile(*slower), normalise=True).functions.normalised


def test_one_hot_loop_twice_as_slow_is_no_longer_recording() -> None:
    compared = compare_profiles(profile("main;loop 1000"), profile("main;loop 2000"))
    assert not compared.functions.normalised
    assert compared.functions.own.amount[at(compared, "loop")] == 1000e6


def test_paths_carry_their_noise_too() -> None:
    compared = compare_profiles(profile("m;a 1000", "m;b 400"), profile("m;a 1010", "m;b 900"))
    changes = compared.path_changes()
    noisy = {
        compared.name_of(int(f)): bool(n)
        for f, n in zip(compared.tree.function, changes.is_noise, strict=True)
    }
    assert noisy == {"m": False, "a": True, "b": False}
