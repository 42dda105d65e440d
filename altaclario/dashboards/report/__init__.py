"""The report: the figures of the dashboards for a program or a terminal."""
