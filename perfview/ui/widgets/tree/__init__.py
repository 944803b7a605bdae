"""Tables whose rows unfold: nodes of a tree, their children asked for when they are shown."""
