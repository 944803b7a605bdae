"""Indexes for single statements, with what is known of the database kept between them."""

from __future__ import annotations

from perfview.queries.indexes.abilities import of_dialect
from perfview.queries.indexes.choosing.candidates import Candidates
from perfview.queries.indexes.choosing.existing import Existing
from perfview.queries.indexes.choosing.selecting import Choice, Selection
from perfview.queries.indexes.estimating.selectivity import Selectivities
from perfview.queries.indexes.estimating.sizes import Sizes
from perfview.queries.indexes.planning.costs import settings_of
from perfview.queries.indexes.planning.paths import Access, Paths
from perfview.queries.indexes.planning.relations import Unit
from perfview.queries.indexes.planning.statements import StatementPlanner
from perfview.queries.indexes.planning.units import UnitBuilder
from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import Shape


class Adviser:
    """Knows a schema; asked statement by statement. `least_rows`: rows a recording has seen of a
    table, where no statistics tell; dialect: whose indexes are advised."""

    def __init__(
        self, schema: Schema, dialect: str = "postgres", least_rows: dict[str, float] | None = None
    ) -> None:
        self.schema = schema
        self.sizes = Sizes(schema, least_rows)
        self.shares = Selectivities(self.sizes)
        self.existing = Existing(self.sizes)
        self._settings = settings_of(schema.settings)
        self._abilities = of_dialect(dialect)
        self.joins = 0

    def choose(self, shape: Shape) -> Choice | None:
        """Indexes that this statement by itself would gain from; None where none helps enough."""
        units = self.units_of(shape)
        candidates = Candidates(self.sizes, self.existing, self._abilities)
        for unit in units:
            candidates.of_unit(unit)
        if not candidates.found:
            return None
        planner = self.planner(units, candidates.found)
        choice = Selection(planner, candidates.found).choose()
        self.joins += planner.joins
        return choice

    def units_of(self, shape: Shape) -> list[Unit]:
        """A statement as a planner sees it."""
        return UnitBuilder(shape, self.sizes, self.shares).build()

    def planner(self, units: list[Unit], found: list[Access]) -> StatementPlanner:
        """A planner for one statement with the indexes that are there and those found, which are
        numbered by their place."""
        tables = dict.fromkeys(
            relation.table for unit in units for relation in unit.relations if relation.table
        )
        there = [access for table in tables for access in self.existing.accesses(table)]
        paths = Paths(self.sizes, self.shares, self._settings, there + found)
        return StatementPlanner(units, paths, self.shares)
