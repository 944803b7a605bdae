"""How deep in functions places of a script stand."""

from __future__ import annotations

import pytest

from perfview.bundles.searching.function_depth import function_depths


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("HERE()", 0),
        ("function f(){HERE}", 1),
        ("const f=()=>HERE;", 1),
        ("const f=()=>{HERE}", 1),
        ("if(a){HERE}", 0),
        ("for(const a of b){HERE}", 0),
        ("f(function(){HERE})", 1),
        ("function f(){return j('b',{onClick:()=>{HERE}})}", 2),
        ("function f(){return j('b',{onClick:()=>a(),k:HERE})}", 1),
        ("const f=a=>a.map(b=>HERE)", 2),
        ("const f=()=>1,g=HERE", 0),
        ("class A{m(){HERE}}", 1),
        ('const a="){";HERE', 0),
        ("const a=/[/{]/.test(b);HERE", 0),
        ("const a=`{${b}`;HERE", 0),
        ("/* { */ // (\nHERE", 0),
        ("}}))HERE", 0),
        ("if(a){b()}function f(){HERE}", 1),
    ],
)
def test_a_place_is_so_deep(text: str, depth: int) -> None:
    assert function_depths(text).of(text.index("HERE")) == depth
