"""The desk: command line, exports and languages."""
