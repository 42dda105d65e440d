"""What is counted after a yes: a closed list of events by names of our own pages, handed on without who came."""
