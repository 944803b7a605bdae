"""Which name gets which colour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfview.ui.theme.colours import QUIET, assign_categories

NAMES = st.lists(st.text(max_size=12), unique=True, max_size=30)


@given(NAMES)
def test_the_eight_largest_get_a_colour_of_their_own(names: list[str]) -> None:
    assigned = assign_categories(names)
    first = [assigned[name] for name in names[:8]]
    assert len(set(first)) == len(first)
    assert all(0 <= index < 8 for index in first)
    assert all(assigned[name] == QUIET for name in names[8:])


def test_a_name_alone_keeps_its_colour_wherever_it_is_met() -> None:
    for name in ("orders", "gateway", "postgres"):
        assert assign_categories([name]) == assign_categories([name])
    # Pinned: a colour that moves between versions would break what people have learnt.
    assert assign_categories(["orders"]) == {"orders": 6}


def test_a_taken_colour_goes_to_the_next_free_one() -> None:
    wish = assign_categories(["orders"])["orders"]
    rivals = [f"s{i}" for i in range(200) if assign_categories([f"s{i}"])[f"s{i}"] == wish]
    assert assign_categories(["orders", rivals[0]])[rivals[0]] == (wish + 1) % 8
