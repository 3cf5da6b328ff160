"""flake8-sqla: a flake8 plugin that reviews SQLAlchemy and Alembic code as a senior database engineer would."""

__version__ = "0.1.0"
