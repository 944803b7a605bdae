"""The page of one statement: its plan, when it runs, who asks, what it touches."""
