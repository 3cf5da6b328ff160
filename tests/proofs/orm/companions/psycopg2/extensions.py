"""Nothing of it is needed until something connects."""
