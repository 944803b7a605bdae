"""A statement written anew: what every rewrite begins and ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from perfview.findings.finding import Example
from perfview.queries.sql.parsing import parsed, written
from perfview.queries.sql.shapes import Shape, shape_of
from perfview.queries.study import Study


@dataclass(frozen=True)
class Rewrite:
    """tree: the statement anew. unless: what must hold for the same result, a sentence, "" where it
    always is the same. index: DDL that it needs to be fast, "" for none."""

    tree: exp.Expression
    unless: str = ""
    index: str = ""


Rewriter = Callable[[Shape, str], Rewrite | None]
"""Takes a shape of its own, whose tree it may change, and the dialect."""


def own_shape(study: Study, statement: int, *, with_literals: bool = False) -> Shape | None:
    """A statement's shape on a tree that nobody else has, literals as placeholders unless they are
    asked for (a proof runs them; nothing that is shown may hold them)."""
    dialect = study.dialect_of(statement)
    tree = parsed(study.sample_of(statement) or study.text_of(statement), dialect)
    if tree is None:
        return None
    own = tree.copy()
    return shape_of(own if with_literals else masked_tree(own), dialect, study.schema)


def masked_tree(tree: exp.Expression) -> exp.Expression:
    """The tree, changed in place: literals and named placeholders are bare placeholders."""
    for node in list(tree.find_all(exp.Literal, exp.Placeholder, exp.Parameter)):
        if node is not tree:
            node.replace(exp.Placeholder())
    return tree


def shown(tree: exp.Expression, dialect: str) -> str:
    """A masked tree as SQL to read, every placeholder as ``?``."""
    copy = tree.copy()
    for node in list(copy.find_all(exp.Placeholder)):
        node.replace(exp.Var(this="?"))
    return f"{written(copy, dialect)};"


def example_of(study: Study, statement: int, rewriter: Rewriter) -> tuple[Example, Rewrite] | None:
    """The statement before and after, literals masked; None where the rewriter gives up."""
    shape = own_shape(study, statement)
    if shape is None:
        return None
    dialect = study.dialect_of(statement)
    before = shown(shape.tree, dialect)
    found = rewriter(shape, dialect)
    if found is None:
        return None
    after = shown(found.tree, dialect)
    if found.index:
        after = f"{after}\n-- with\n{found.index}"
    return Example(before, after, "sql"), found
