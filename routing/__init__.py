"""The planning core: a typed problem in, a checked plan out. No files, no geography, no printing."""
