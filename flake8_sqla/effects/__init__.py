"""What an operation does to a running PostgreSQL: its locks, and the work it does while it holds them.

`effect.effect_of` is the question; rules ask it, and the documentation prints its answers as a table (`table.rows`). It agrees with what
was measured on PostgreSQL 12 to 18: `tests/effects` holds the two together.
"""
