"""The portfolio dashboard: parents and releases of all trackers, and how likely each meets its day."""
