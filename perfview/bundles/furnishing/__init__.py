"""What stands beside a build or is given along with it: budgets, coverage, what is installed."""
