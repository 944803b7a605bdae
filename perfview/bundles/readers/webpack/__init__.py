"""Stats of webpack, Rspack and what builds on them, as columns."""
