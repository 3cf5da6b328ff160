"""What is known about the project beyond the file being read."""
