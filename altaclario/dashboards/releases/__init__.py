"""The releases dashboard: when each is done, and what changed."""
