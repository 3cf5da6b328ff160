"""What becomes of flake8's reports in formats of ours. Knows nothing of flake8: `formatters.py` hands the reports over."""
