"""Memory over time: whose heap, its floors, their trend, and what collecting costs."""
