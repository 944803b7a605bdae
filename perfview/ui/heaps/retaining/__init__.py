"""Why an object is alive: the chain that holds it, what it keeps, who refers to it."""
