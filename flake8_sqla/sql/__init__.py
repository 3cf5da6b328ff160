"""Constant SQL text read as PostgreSQL reads it: the operations it holds become the facts that Alembic's own calls become.

`reader.read_sql` is the way in; `statements` says what comes out. `grammar` and all that it imports (`commands`, `tables`,
`alterations`, `columns`, `data`, `nodes`, `tree`, `postgres`, which loads PostgreSQL's parser when it is imported) are imported by the
reader only, and only when there is SQL to read.
"""
