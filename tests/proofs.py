"""A pytest plugin: which promises were proved in this run."""
