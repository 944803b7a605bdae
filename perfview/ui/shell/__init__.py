"""The window around every view: bars, panels, pages, palette."""
