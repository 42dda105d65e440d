"""The trackers: for each, how to ask it and what its answers mean."""
