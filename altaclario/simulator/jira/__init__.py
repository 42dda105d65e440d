"""The face of a Jira Cloud: its paths, its queries, its recorded answers."""
