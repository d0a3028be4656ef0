"""What may come of a plan when service and travel take other times than planned, and of a choice when demand grows."""
