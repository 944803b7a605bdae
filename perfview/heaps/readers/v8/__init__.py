"""V8's heap snapshots and allocation timelines: one JSON object with long flat lists in it."""
