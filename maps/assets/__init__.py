"""Files that go into the pages Doorstep writes."""
