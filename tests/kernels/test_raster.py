"""The raster against a slow reference, and that no box is ever lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.pyramid import build_pyramid, finest, pick_level
from perfview.kernels.raster import (
    ERROR,
    HATCH,
    HIDDEN,
    NORMAL,
    STATES,
    STRIPED,
    UNKNOWN,
    Raster,
)

EPOCH = 1_700_000_000_000_000_000
BACK = 0xFF000000
GREY, RED = 0xFF808080, 0xFFFF0000
FILLS = np.full((STATES, 9), GREY, np.uint32)
FILLS[ERROR] = RED
EDGES = np.full((STATES, 9), 0xFF404040, np.uint32)


def draw(rows, width, base, offset, scale, state=None, tall=4, level=None):
    """Draw rows (lists of (start, end)) one under another; the picture and the label places."""
    counts = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    flat = np.array([box for row in rows for box in row], np.int64).reshape(-1, 2) + EPOCH
    start, end = (np.ascontiguousarray(c) for c in flat.T)
    state = np.zeros(len(flat), np.uint8) if state is None else np.array(state, np.uint8)
    image = np.full((tall * len(rows), width), BACK, np.uint32)
    top = (np.arange(len(rows)) * tall).astype(np.int32)
    looks = np.zeros(len(flat), np.uint8), state
    window = EPOCH + base, offset, scale
    drawn = level or finest(counts, start, end)
    bands = top, top + np.int32(tall)
    found = Raster().draw(image, drawn, looks, (FILLS, EDGES), bands, window, (3, 1))
    return image, found


def painted_by_hand(row, width, base, offset, scale):
    """Columns every wide box must paint, and columns that anything may paint."""
    must, may = set(), set()
    for start, end in row:
        left, right = (start - base) * scale - offset, (end - base) * scale - offset
        if right < 0 or left >= width:
            continue
        may |= set(range(int(np.floor(left)) - 1, int(np.ceil(right)) + 2))
        if right - left >= 1.0:
            must |= set(
                range(round_half_up(left), max(round_half_up(right), round_half_up(left) + 1))
            )
    return {x for x in must if 0 <= x < width}, may


def round_half_up(x):
    return int(np.floor(x + 0.5))


def one_after_another(gaps_and_lengths):
    """(gap, length) pairs as boxes that never overlap."""
    boxes, at = [], 0
    for gap, length in gaps_and_lengths:
        boxes.append((at + gap, at + gap + length))
        at += gap + length
    return boxes


boxes_in_a_row = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), max_size=30).map(
    one_after_another
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(boxes_in_a_row, min_size=1, max_size=4),
    st.integers(1, 80),
    st.integers(-20, 200),
    st.floats(0, 0.99),
    st.sampled_from([0.01, 0.1, 0.5, 1.0, 3.0, 20.0]),
)
def test_paints_what_the_slow_reference_paints(rows, width, base, fraction, scale):
    offset = fraction * scale
    image, _ = draw(rows, width, base, offset, scale)
    for number, row in enumerate(rows):
        line = image[number * 4]
        must, may = painted_by_hand(row, width, base, offset, scale)
        painted = set(np.flatnonzero(line != BACK).tolist())
        assert must <= painted <= may
        assert (image[number * 4 : number * 4 + 4] == line).all()


@settings(max_examples=80, deadline=None)
@given(st.lists(boxes_in_a_row, min_size=1, max_size=3), st.sampled_from([0.02, 0.11, 0.7]))
def test_no_box_is_lost_however_narrow(rows, scale):
    image, _ = draw(rows, 120, 0, 0.0, scale)
    for number, row in enumerate(rows):
        for start, end in row:
            left, right = int(start * scale), int(end * scale)
            if right < 120:
                assert (image[number * 4, left : right + 2] != BACK).any()


def test_an_error_narrower_than_a_pixel_shows_through_the_box_beside_it():
    row = [(0, 1), (1, 1000)]
    image, _ = draw([row], 100, 0, 0.0, 0.1, state=[ERROR, NORMAL])
    assert image[0, 0] >> 16 & 255 > 200
    assert image[0, 0] & 255 < 60


def test_hidden_boxes_leave_no_trace_and_unknown_ones_are_hatched():
    image, _ = draw([[(0, 50)], [(0, 50)]], 60, 0, 0.0, 1.0, state=[HIDDEN, UNKNOWN])
    assert (image[:4] == BACK).all()
    assert {GREY, 0xFF404040} <= set(image[4:8].ravel().tolist())


def test_a_layer_leaves_alone_what_it_does_not_cover():
    below, _ = draw([[(0, 50)]], 60, 0, 0.0, 1.0)
    below[2, 20:30] = 0xFF123456
    start, end = np.array([5, 40], np.int64) + EPOCH, np.array([10, 45], np.int64) + EPOCH
    looks = np.zeros(2, np.uint8), np.full(2, ERROR, np.uint8)
    bands = np.array([0], np.int32), np.array([4], np.int32)
    level = finest(np.array([0, 2], np.int64), start, end)
    Raster().draw(below, level, looks, (FILLS, EDGES), bands, (EPOCH, 0.0, 1.0), (3, 1))
    assert (below[2, 20:30] == 0xFF123456).all()
    assert (below[:, 5:9] == RED).all()


def test_labels_are_where_the_boxes_are():
    image, found = draw([[(0, 10), (20, 21), (30, 60)]], 50, 0, 0.0, 1.0)
    assert found.tolist() == [[0, 0, 10, 0, 4], [2, 30, 50, 0, 4]]
    assert (image[0, 30:50] == GREY).all()


def test_a_nanosecond_stays_a_nanosecond_on_the_epoch():
    starts = [(k * 10, k * 10 + 5) for k in range(22)]
    for shift in range(3):
        image, _ = draw([starts], 200, shift, 0.0, 1.0)
        painted = np.flatnonzero(image[0] != BACK)
        wanted = [x for x in range(200) if (x + shift) % 10 < 5]
        assert painted.tolist() == wanted


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([40, 300, 1000]))
def test_the_pyramid_loses_neither_columns_nor_errors(seed, width):
    rng = np.random.default_rng(seed)
    count = 6000
    lengths = rng.exponential(300, count).astype(np.int64)
    gaps = rng.exponential(900, count).astype(np.int64)
    end = np.cumsum(lengths + gaps) + EPOCH
    start = end - lengths
    state = np.where(rng.random(count) < 0.002, ERROR, NORMAL).astype(np.uint8)
    base = finest(np.array([0, 2500, count], np.int64), start, end)
    levels = build_pyramid(base, (state == ERROR).astype(np.uint8))
    assert levels
    scale = width / (end[-1] - EPOCH)
    level = pick_level(base, levels, 1 / scale)
    assert len(level.start) <= count
    pictures = []
    for drawn in (base, level):
        image = np.full((2, width), BACK, np.uint32)
        bands = np.array([0, 1], np.int32), np.array([1, 2], np.int32)
        looks = np.zeros(count, np.uint8), state
        Raster().draw(image, drawn, looks, (FILLS, EDGES), bands, (EPOCH, 0.0, scale), (99, 99))
        pictures.append(image)
    exact, merged = (p != BACK for p in pictures)
    assert (merged | ~exact).all()
    red = (pictures[1] >> 16 & 255) > (pictures[1] & 255) + 60
    for box in np.flatnonzero(state == ERROR):
        row = int(box >= 2500)
        x = int((start[box] - EPOCH) * scale)
        assert red[row, max(x - 1, 0) : x + 3].any()


def test_levels_keep_all_the_work():
    rng = np.random.default_rng(5)
    end = np.cumsum(rng.integers(2, 50, 9000))
    start = end - 1
    base = finest(np.array([0, 9000], np.int64), start, end)
    for level in build_pyramid(base, np.zeros(9000, np.uint8)):
        assert int(level.busy.sum()) == 9000
        assert (np.diff(level.start) > 0).all()
        assert (level.end[:-1] <= level.start[1:]).all()


def test_striped_boxes_keep_their_colour_and_let_the_ground_through_on_diagonals():
    fills = FILLS.copy()
    fills[HIDDEN] = BACK
    first = np.array([0, 1], np.int64)
    start, end = np.array([0], np.int64), np.array([60], np.int64)
    image = np.full((10, 60), BACK, np.uint32)
    looks = np.zeros(1, np.uint8), np.full(1, STRIPED, np.uint8)
    rows = np.zeros(1, np.int32), np.full(1, 10, np.int32)
    Raster().draw(
        image, finest(first, start, end), looks, (fills, EDGES), rows, (0, 0.0, 1.0), (99, 99)
    )
    y, x = np.mgrid[0:10, 0:59]
    on_diagonal = (x + y) % HATCH == 0
    assert (image[:, :59][~on_diagonal] == GREY).all()
    between = image[:, :59][on_diagonal] & 0xFF
    assert ((between < (GREY & 0xFF)) & (between > 0x40)).all()
