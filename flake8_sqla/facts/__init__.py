"""The nouns: what the code says about a database, frozen and free of syntax trees.

Nothing here imports anything else of the package. Every fact is a record (`record.py`) made of plain values, so that it can
be compared by equality in a test and written to a cache as JSON.
"""
