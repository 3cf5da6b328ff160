"""The end of a file's reading: what was found out about it holds itself together, and is taken apart."""

from __future__ import annotations

from flake8_sqla.syntax.scopes import Module


def close(module: Module, *readers: object) -> None:
    """Let go of a tree, its scopes, and what reads them; nothing can be asked of any of them any more.

    Scopes and their bindings hold each other, and so do the objects that evaluate a module. Left alone, they and the tree would wait for
    the garbage collector, and it would look through all of them.
    """
    for scope in module.scopes.values():
        scope.bindings.clear()
    for each in (module, *readers):
        vars(each).clear()
