"""Heap snapshots of any size, made by Node where it is there."""
