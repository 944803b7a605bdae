"""A small planner modelled on PostgreSQL's: what a statement costs with these indexes."""
