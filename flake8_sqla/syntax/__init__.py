"""Source text, spans, scopes, qualified names and constants: everything that touches Python's own syntax tree."""
