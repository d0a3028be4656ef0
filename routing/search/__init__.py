"""Ruin and recreate: the search in flat integer arrays, compiled."""
