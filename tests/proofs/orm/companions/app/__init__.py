"""What the pages' examples import and do not show: an application of their kind."""
