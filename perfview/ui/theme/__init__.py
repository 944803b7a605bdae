"""How PerfView looks: tokens, the style sheet made of them, fonts, icons, switching themes."""
