from typing import Any

class PgQueryError(Exception):
    message: str
    cursorpos: int

def parse(query: str) -> Any: ...
def deparse(tree: Any) -> str: ...

# The classes of nodes and the members of their enumerations.
def __getattr__(name: str) -> Any: ...
