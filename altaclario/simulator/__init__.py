"""Trackers that answer real HTTP on loopback, from generated or recorded data."""
