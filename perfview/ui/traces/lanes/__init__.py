"""The timeline's picture: bands and boxes, strips, marks, ruler, overview, hands."""
