"""Manifests: which files of a build load for what."""
