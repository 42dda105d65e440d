"""What the columns of all trackers share: codes, instants, intervals. Pure."""
