"""What tests read off trees and heaps."""

from __future__ import annotations

import numpy as np


def named(made, name, place=0):
    """An object of a class."""
    rows = np.flatnonzero(made.classes.of_node == made.classes.name.index(name))
    return int(rows[place])


def texts(tree, column=0):
    """What stands in a column of the outermost rows."""
    model = tree.tree
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def column(tree, key):
    return [each.key for each in tree.tree.columns].index(key)
