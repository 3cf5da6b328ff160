"""The commands of `python -m flake8_sqla`, one a module; `arguments.py` says how they are called."""
