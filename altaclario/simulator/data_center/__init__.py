"""A Jira Data Center that tells the same history as the Jira Cloud: REST version 2, personal access tokens."""
