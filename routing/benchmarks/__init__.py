"""Instances of the literature, read into flat problems, and the judgement of what was found."""
