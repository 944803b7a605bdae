"""Two recordings held against each other, statement by statement."""
