"""Bundles to measure on: recorded builds with fixes whose true savings are known."""
