"""Who wants what on an invented day, where they live, and who is on duty."""
