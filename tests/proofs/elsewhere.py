"""Rules whose claims have a test of their own: the test, and what it shows."""

from __future__ import annotations

_OTHERS, _SERVER = "test_other_databases.py", "test_orm_on_postgresql.py"
_MYSQL, _MYSQL_TYPES = "test_on_mysql.py", "test_types_on_mysql.py"
_PARTITIONED = "test_partitioned_tables.py"
_OPINIONS = "test_opinions_on_postgresql.py"
_TESTS = "test_test_pages.py"
_REVISIONS, _ENVIRONMENTS = "test_alembic_pages.py", "test_alembic_environments.py"

#: Rule → file and name of the test, what it shows.
SHOWN_BY: dict[str, tuple[str, str]] = {
    "SQA246": (f"{_SERVER}::smaller_key", "PostgreSQL refuses the key of a row whose number has outgrown it"),
    "SQA252": (f"{_SERVER}::json_has_no_equality", "PostgreSQL refuses DISTINCT, GROUP BY, `=` and an index for json, and takes them for jsonb"),
    "SQA320": (f"{_SERVER}::pages_overlap", "an UPDATE between two pages puts a row of PostgreSQL's on both of them"),
    "SQA324": (f"{_SERVER}::reads_the_whole_table", "the plans of PostgreSQL and SQLite scan the table, and with the index they search it"),
    "SQA424": (f"{_SERVER}::flush_groups", "PostgreSQL is sent an INSERT for each turn, and one for all with a flush behind the loop"),
    "SQA425": (f"{_TESTS}::outlives", "a test leaves its connection out of the pool, or the next one finds its rows"),
    "SQA431": (f"{_TESTS}::tests_nothing", "the test passes where there is not even a table"),
    "SQA502": (f"{_SERVER}::closed_connection", "a connection that PostgreSQL has closed fails at its next statement, and is replaced with the ping"),
    "SQA620": (f"{_REVISIONS}::mapped_column_is_missed", "queries and inserts of the class fail once the column is gone"),
    "SQA632": (f"{_OTHERS}::told_null", "Alembic tells MySQL NULL where nothing is said, and sends nothing at all without the type"),
    "SQA633": (f"{_OTHERS}::drop", "Alembic has no table for the index and no command for the constraint"),
    "SQA634": (f"{_OTHERS}::sqlite", "SQLite refuses what is reported, and takes what is not"),
    "SQA635": (f"{_OTHERS}::labels", "Alembic sends MySQL the labels in another order"),
    "SQA636": (f"{_OTHERS}::partial_index", "Alembic sends MySQL an index without the condition"),
    "SQA701": (f"{_REVISIONS}::empty_downgrade", "Alembic notes the old revision and leaves the new schema"),
    "SQA702": (f"{_REVISIONS}::what_a_downgrade_forgets", "the next upgrade fails on the column that is there already"),
    "SQA705": (f"{_REVISIONS}::alembic_", "Alembic goes by the variable, and refuses ids with `@`, `-`, `+` and `:`"),
    "SQA706": (f"{_REVISIONS}::model_has_changed", "the revision fails on the model of a later release, and without the model it runs"),
    "SQA707": (f"{_REVISIONS}::rollback_undoes", "on PostgreSQL a rollback undoes the migration and the upgrade reports success"),
    "SQA708": (f"{_REVISIONS}::unknown_parent", "Alembic's commands fail"),
    "SQA709": (f"{_REVISIONS}::of_two_heads", "`alembic upgrade head` fails"),
    "SQA710": (f"{_REVISIONS}::second_root", "there are two bases, and `alembic upgrade head` fails"),
    "SQA711": (f"{_REVISIONS}::two_revisions_with_one_id", "Alembic warns, `upgrade head` fails, and one of the two never runs"),
    "SQA712": (f"{_REVISIONS}::dependency_on_an_ancestor", "the order of the revisions is the same without it"),
    "SQA713": (f"{_REVISIONS}::branch_needs", "on a new database an upgrade of this branch alone fails"),
    "SQA714": (f"{_REVISIONS}::lost_rename", "what stood in the column is gone"),
    "SQA717": (f"{_REVISIONS}::type_that_is_left", "on PostgreSQL the second upgrade fails, because the type exists"),
    "SQA718": (f"{_REVISIONS}::view_keeps", "PostgreSQL refuses the change as long as the view stands"),
    "SQA719": (f"{_REVISIONS}::what_no_revision_makes", "`alembic check` lists the table and the column, and the queries fail; after the other revision neither"),
    "SQA801": (f"{_ENVIRONMENTS}::wants_metadata", "`alembic revision --autogenerate` and `alembic check` fail"),
    "SQA802": (f"{_ENVIRONMENTS}::nobody_imports", "autogenerate writes `drop_table`"),
    "SQA803": (f"{_ENVIRONMENTS}::changed_type", "autogenerate overlooks a changed type"),
    "SQA804": (f"{_ENVIRONMENTS}::changed_server_default", "autogenerate overlooks a changed server default"),
    "SQA805": (f"{_ENVIRONMENTS}::writes_for_sqlite", "SQLite refuses what autogenerate writes"),
    "SQA806": (f"{_ENVIRONMENTS}::nothing_in_it", "autogenerate writes a revision where nothing has changed"),
    "SQA807": (f"{_ENVIRONMENTS}::outside_a_transaction", "PostgreSQL is as it was after the upgrade"),
    "SQA808": (f"{_ENVIRONMENTS}::sql_before_configure", "PostgreSQL is as it was after the upgrade, and SQLite has no version"),
    "SQA809": (f"{_ENVIRONMENTS}::behind_an_autocommit_block", "after a failure further on the revision cannot run again"),
    "SQA811": (f"{_ENVIRONMENTS}::percent_sign", "ConfigParser raises ValueError"),
    "SQA812": (f"{_ENVIRONMENTS}::wrong_location", "Alembic's commands fail"),
    "SQA927": (f"{_OPINIONS}::all_wait", "PostgreSQL lets nobody read the table while the migration waits for somebody who does"),
    "SQA929": (f"{_OPINIONS}::all_wait", "PostgreSQL lets nobody write to that table while the migration waits for somebody who does"),
    "SQA931": (f"{_OPINIONS}::second_table", "PostgreSQL keeps all out of the first table while the migration waits for the second"),
    "SQA938": (f"{_TESTS}::stays_open", "connections stay open, and tables behind, when the tests are over"),
    "SQA940": (f"{_OPINIONS}::order_of_the_upgrade", "PostgreSQL refuses the downgrade"),
    "SQA919": (f"{_ENVIRONMENTS}::pool_keeps", "on PostgreSQL the connection stays open when the migrations are done"),
    "SQA921": (f"{_ENVIRONMENTS}::find_the_application", "`alembic`, started as a script, does not find the application"),
    "SQA815": (f"{_ENVIRONMENTS}::create_all_has_made", "the next upgrade fails on the table that is there already"),
}

_SAME = ("", "")

#: Rule → another of its messages → the test that shows what that claims, and what it shows; or why none does. `_SAME`: the rule's test does.
FURTHER: dict[str, dict[str, tuple[str, str]]] = {
    "SQA425": {"shared": _SAME},
    "SQA431": {"fixture": (f"{_TESTS}::strict_mode", "pytest-asyncio in its strict mode does not run such a fixture")},
    "SQA609": {"before": ("test_revisions_together.py::revision_before", "the lock of an earlier revision is still held where env.py runs both in one transaction")},
    "SQA612": {"mysql": (f"{_OTHERS}::change_the_type", "Alembic sends MySQL the new type")},
    "SQA632": {
        "type": _SAME,
        "certain": _SAME,
        "default": (f"{_OTHERS}::told_no_default", "Alembic sends MySQL the column without its default"),
    },
    "SQA633": {"kind": _SAME, "unnamed": (f"{_OTHERS}::without_a_name", "a constraint without a name ends the migration")},
    "SQA614": {
        "date": (f"{_MYSQL}::it_fills", "MySQL refuses the column"),
        "key": (f"{_MYSQL}::refuses_what_it_is_filled_with", "the key is refused, and the column stays"),
    },
    "SQA628": {"single": (f"{_MYSQL}::before_a_failure_stays", "the column is there and its rows are not filled")},
    "SQA635": {"length": (f"{_MYSQL_TYPES}::copies_the_table", "the server copies the table for exactly what is reported")},
    "SQA701": {name: (f"{_REVISIONS}::go_back", "without a downgrade, or with one that raises, Alembic cannot go back") for name in ("missing", "raises")},
    "SQA705": {"computed": ("", "Alembic reads what is computed; people and tools do not"), "refused": _SAME},
    "SQA707": {"borrowed": (f"{_REVISIONS}::application_commits", "what the application's session commits stays when the migration fails")},
    "SQA708": {"cycle": (f"{_REVISIONS}::before_itself", "Alembic's commands fail on a circle too")},
    "SQA714": {"table": (f"{_REVISIONS}::lost_rename_of_a_table", "the rows of a table are gone")},
    "SQA719": {"table": _SAME},
    "SQA801": {"absent": _SAME, "offline": (f"{_ENVIRONMENTS}::no_names", "a script's constraints are not named by the convention")},
    "SQA803": {"old": ("", "only Alembic before 1.12 compares no types of itself, and the tests begin with 1.13")},
    "SQA806": {
        "keeps": (f"{_ENVIRONMENTS}::drops_nothing", "a function that drops nothing changes nothing"),
        "unguarded": (f"{_ENVIRONMENTS}::no_options", "the function raises AttributeError outside of the command line"),
    },
    "SQA811": {name: (f"{_ENVIRONMENTS}::written_there", "ConfigParser refuses a sign that is written there too") for name in ("literal", "file")},
    "SQA812": {name: (f"{_ENVIRONMENTS}::without_a_location", "Alembic does not start") for name in ("missing", "broken")},
    "SQA921": {"separator": (f"{_ENVIRONMENTS}::guesses", "Alembic warns, from 1.16 on")},
    "SQA938": {"left": _SAME, "borrowed": (f"{_TESTS}::engine_of_the_application", "what a test does with the application's engine it does to its database")},
}

#: Rule → the test that asks a MySQL or MariaDB, where one is given, and what it shows: beside what is shown without one.
ON_MYSQL: dict[str, tuple[str, str]] = {
    "SQA206": (f"{_MYSQL}::indexes_a_foreign_key", "it makes the index itself"),
    "SQA221": (f"{_MYSQL}::knows_no_zone", "a time comes back without its zone"),
    "SQA227": (f"{_MYSQL}::default_of_a_boolean", "it refuses the words, and takes what is advised"),
    "SQA248": (f"{_MYSQL}::no_text_into_a_key", "MySQL takes no Text as a key, MariaDB none as primary key"),
    "SQA253": (f"{_MYSQL}::more_than_64_characters", "it refuses the name"),
    "SQA424": (f"{_MYSQL}::many_rows_at_once", "MariaDB is sent the rows together, MySQL one by one"),
    "SQA612": (f"{_MYSQL_TYPES}::copies_the_table", "it copies the table for exactly what is reported"),
    "SQA614": (f"{_MYSQL}::it_fills", "it fills the other columns with zeros and empty text"),
    "SQA632": (f"{_MYSQL}::forgets_what_is_not_repeated", "what is not repeated is gone"),
    "SQA633": (f"{_MYSQL}::no_table_called_no_table", "the bad drop fails, and the good ones succeed"),
    "SQA635": (f"{_MYSQL}::labels_that_move", "it refuses to do the bad change in place, and MySQL without a lock"),
    "SQA636": (f"{_MYSQL}::has_no_condition", "the index refuses rows that the condition lets pass"),
    "SQA902": (f"{_MYSQL}::keeps_a_comment", "it stores the comment"),
    "SQA932": (f"{_MYSQL}::32_bits_ends", "it refuses the next number"),
}

#: Rule → the test of what its page says beside its message, and what it shows.
BESIDE: dict[str, tuple[str, str]] = {
    "SQA601": (f"{_PARTITIONED}::built_partition_by_partition", "a partitioned table refuses CONCURRENTLY, and takes what is advised"),
    "SQA602": (f"{_PARTITIONED}::dropped_at_once", "a partitioned index refuses CONCURRENTLY"),
    "SQA607": (f"{_PARTITIONED}::added_partition_by_partition", "the key of the whole takes over those of the partitions without a scan"),
}
