"""Shapes that trouble takes in requests and threads: what detectors look for and share."""
