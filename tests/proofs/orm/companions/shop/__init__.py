"""What the pages' examples import and do not show: another application."""
