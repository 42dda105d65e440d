"""The forecast dashboard: when, and how many."""
