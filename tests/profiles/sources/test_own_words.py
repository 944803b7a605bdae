"""Which word of a name stands in the code, in the ways recorders write names."""

from __future__ import annotations

import pytest

from perfview.profiles.sources.own_words import own_word


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("parse", "parse"),
        ("Parser.parse", "parse"),
        ("outer.<locals>.inner", "inner"),
        ("get heaviest", "heaviest"),
        ("#step", "#step"),
        ("Foo.bar [as baz]", "bar"),
        ("main.run.func1", "run"),
        ("github.com/a/b.(*Decoder).Decode", "Decode"),
        ("main.(*T).Parse.func1.2", "Parse"),
        ("main.Map[...]", "Map"),
        ("std::vector<std::pair<int, int>>::push_back(int const&)", "push_back"),
        ("Shape::area() const", "area"),
        ("app::run::{{closure}}::h0123456789abcdef", "run"),
        ("core::ptr::drop_in_place<alloc::string::String>", "drop_in_place"),
        ("com.shop.Cart.<init>", "Cart"),
        ("com.shop.Cart.lambda$total$0", "total"),
        ("block in Cart#total", "total"),
        ("compute.isra.0", "compute"),
        ("(anonymous app.js:12)", ""),
        ("<module>", ""),
        ("", ""),
        ("(program)", ""),
    ],
)
def test_the_word_that_is_written(name: str, word: str) -> None:
    assert own_word(name) == word
