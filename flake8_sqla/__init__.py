"""flake8-sqla: a flake8 plugin that reviews SQLAlchemy and Alembic code as a senior database engineer would."""

__version__ = "0.1.0"
#: Where the documentation is to be read; a rule's page is `rules/SQA601.html` below it.
DOCUMENTATION = "https://flake8-sqla.readthedocs.io/en/stable/"
