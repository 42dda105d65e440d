"""Tests of what trackers share."""
