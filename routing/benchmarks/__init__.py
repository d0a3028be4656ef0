"""Literature instances, their judgement, and commands that print figures."""
