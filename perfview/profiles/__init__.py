"""CPU and allocation profiles: which stacks were seen, how often, and what that costs."""
