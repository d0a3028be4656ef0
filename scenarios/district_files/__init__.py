"""A real district as its planners keep it: who lives where, which meal points are open, which rooms could be had."""
