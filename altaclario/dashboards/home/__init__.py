"""The home dashboard: what needs a decision today, over all trackers and teams."""
