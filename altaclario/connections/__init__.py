"""Which workspace talks to which tracker, under whose credential, and what it may read of it."""
