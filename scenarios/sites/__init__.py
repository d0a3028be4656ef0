"""Which sites to open: the siting models of the planners (docs/siting.md)."""
