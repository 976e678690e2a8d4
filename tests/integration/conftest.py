"""What do all tests with a database share? They run on SQLite and, through `ISCHIA_DATABASE_URL`, on PostgreSQL."""

from tests.support.settings import use_test_settings

use_test_settings()
