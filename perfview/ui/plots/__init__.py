"""Plots drawn by pyqtgraph, apart from the views so that it is loaded only when one is shown."""
