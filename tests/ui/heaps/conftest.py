"""A view of a heap in a window of its own."""

from __future__ import annotations

import pytest

from tests.ui.heaps.folding_heaps import document, study


@pytest.fixture
def show(qtbot):
    def shown(kind, made=None):
        view = kind(document(made or study()))
        qtbot.addWidget(view)
        view.resize(1300, 700)
        view.show()
        view.settle()
        return view

    return shown
