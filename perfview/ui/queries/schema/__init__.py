"""Tables as cards, joins and foreign keys as lines between them."""
