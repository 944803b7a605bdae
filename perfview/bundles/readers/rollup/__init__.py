"""What Rollup, Vite, Rolldown and their plugins tell."""
