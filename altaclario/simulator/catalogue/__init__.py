"""Every fault of a tracker that a reading must live through, and what must be seen of it, for both trackers."""
