"""Settings of the right programs."""

import os

URL = os.environ.get("DATABASE_URL", "")
