"""What the libraries call things: data, no logic."""
