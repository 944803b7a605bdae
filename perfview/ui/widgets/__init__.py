"""The parts every panel and view is made of. They carry roles; colours come from the theme."""
