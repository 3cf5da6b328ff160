"""Database drivers: the distributions a project depends on, and what they say about its database."""

from __future__ import annotations

#: Distribution (as on PyPI, lower case, with hyphens) → dialect.
DRIVER_DISTRIBUTIONS: dict[str, str] = {
    "psycopg2": "postgresql",
    "psycopg2-binary": "postgresql",
    "psycopg": "postgresql",
    "psycopg-binary": "postgresql",
    "asyncpg": "postgresql",
    "pg8000": "postgresql",
    "psycopg2cffi": "postgresql",
    "pymysql": "mysql",
    "mysqlclient": "mysql",
    "aiomysql": "mysql",
    "asyncmy": "mysql",
    "mysql-connector-python": "mysql",
    "mariadb": "mariadb",
    "aiosqlite": "sqlite",
    "pysqlite3": "sqlite",
    "pyodbc": "mssql",
    "aioodbc": "mssql",
    "pymssql": "mssql",
    "cx-oracle": "oracle",
    "oracledb": "oracle",
}

#: Drivers that only an asynchronous engine can use.
ASYNC_DRIVERS = frozenset({"asyncpg", "aiosqlite", "aiomysql", "asyncmy", "aioodbc", "psycopg_async", "oracledb_async"})
#: Drivers that only a synchronous engine can use.
SYNC_DRIVERS = frozenset(
    "psycopg2 psycopg2cffi pg8000 pysqlite pysqlcipher mysqldb pymysql mysqlconnector mariadbconnector pyodbc pymssql cx_oracle".split()
)
#: Dialect → the driver SQLAlchemy 2.1 takes where the URL names none.
DEFAULT_DRIVERS: dict[str, str] = {
    "postgresql": "psycopg",
    "mysql": "mysqldb",
    "mariadb": "mysqldb",
    "sqlite": "pysqlite",
    "mssql": "pyodbc",
    "oracle": "oracledb",
}
#: The same before 2.1, where it was another.
OLD_DEFAULT_DRIVERS: dict[str, str] = {"postgresql": "psycopg2", "oracle": "cx_oracle"}
#: An asynchronous driver to advise, by dialect.
ADVISED_ASYNC_DRIVERS: dict[str, str] = {
    "postgresql": "asyncpg",
    "mysql": "asyncmy",
    "mariadb": "asyncmy",
    "sqlite": "aiosqlite",
    "mssql": "aioodbc",
    "oracle": "oracledb",
}

#: The scheme of a URL, before any `+driver` → dialect.
URL_SCHEMES: dict[str, str] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "cockroachdb": "cockroachdb",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "sqlite": "sqlite",
    "mssql": "mssql",
    "oracle": "oracle",
}

#: Passwords everybody knows: beside a local host they are no secret.
KNOWN_PASSWORDS = frozenset(
    {
        "",
        "postgres",
        "password",
        "test",
        "root",
        "mysql",
        "admin",
        "secret",
        "example",
        "pass",
        "pw",
        "changeme",
        "changethis",
        "dev",
        "user",
        "tiger",
    }
)
LOCAL_HOSTS = frozenset(
    {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "db", "postgres", "mysql", "mariadb", "database", "host.docker.internal"}
)
