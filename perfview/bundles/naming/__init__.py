"""Paths as bundlers write them, and the packages in them."""
