"""The pillar of memory: heap snapshots, allocation timelines, memory over time, collections."""
