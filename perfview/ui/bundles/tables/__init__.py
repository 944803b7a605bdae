"""Modules, packages, chunks and files as tables."""
