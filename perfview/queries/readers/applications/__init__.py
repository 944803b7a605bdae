"""Statements in the logs of applications, as their database layers write them."""
