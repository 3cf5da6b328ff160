"""For each rule the crudest search for its pattern: what it finds and the rule does not report is worth a look."""

from __future__ import annotations

import re

_OP = r"\bop\.|batch_op\."

_PATTERNS = {
    # queries
    "SQA301": (
        r"^ +(?:async )?for (\w+) in .*(?:models?\b|query|scalars|select\(|\.all\(\)|rows|users|flows|projects|folders|records"
        r"|events).*:\n(?:.*\n){0,8}?.*\b\1\.\w+(?:\.[a-z]\w+\b(?!\()|s:$)"
    ),
    "SQA302": r"joinedload\((?:(?!unique\()[\s\S]){0,800}?\.(?:all|first|fetchall|one|one_or_none|scalar_one|scalar_one_or_none)\(\)",
    "SQA303": r"joinedload\(\s*\w+\.\w+[^s]s\)",
    "SQA304": r"contains_eager\(",
    "SQA305": r"(?:where|filter|filter_by|and_|or_)\(.*\bis (?:not )?(?:None|True|False)\b",
    "SQA306": r"(?:where|filter|and_|or_|having)\(.*\b(?:and|or|not) ",
    "SQA307": r"(?:where|filter|and_|or_)\(.*\b[A-Z]\w+\.\w+ (?:not )?in ",
    "SQA308": r"[=<>]=? ?[\w.]+ [&|] \w+\.\w+ ?[=<>]",
    "SQA309": r"^ +(?:stmt|query|statement|q)\.(?:where|filter|order_by|limit|join|options)\(",
    "SQA310": r"(?<![(\[,=]\n)^ +(?:(?:sa\.)?(?:select|delete|update|insert)\([A-Z]\w*\)|(?:db\.)?session\.query\()",
    "SQA311": r"\.first\(\)\s*(?:==|!=|in\b|>|<)",
    "SQA312": r"for \w+ in .*\.execute\(",
    "SQA313": r"\.scalars?\(\s*\n?\s*(?:sa\.)?select\([^()]*,",
    "SQA314": (
        r"^ +(\w+) = .*\.(?:execute|scalars)\((?:.*\n){1,20}?.*\b\1\.(?:all|fetchall|first"
        r"|scalars)\((?:.*\n){1,15}?.*\b\1\.(?:all|fetchall|first|scalars)\("
    ),
    "SQA315": (
        r"^ +(\w+) = .*(?:\.execute|\.scalars|\.query|\bselect)\((?:.*\n){1,15}?.*\bif (?:not )?\1(?::| and\b| or\b)"
        r"|\bif .*\.(?:execute|scalars)\(.*\):$"
    ),
    "SQA316": r"\b(?:delete|update)\([A-Z]\w*\)(?!\s*\.(?:where|filter))|query\(\w+\)\.(?:delete|update)\(|DELETE FROM \w+[\"']",
    "SQA317": r"\b(?:or_|and_)\((?:\)|\*)",
    "SQA318": r"select\(\s*[A-Z]\w+,\s*[A-Z]\w+",
    "SQA319": r"(?:outerjoin\(|isouter=True)",
    "SQA320": r"(?:select|query)\((?:(?!order_by|\n\n)[\s\S]){0,600}?\.(?:offset\(|limit\((?![12]\)))",
    "SQA321": r"\blen\(.*\.all\(\)|\.count\(\) ?(?:>|==|!=)|if .*\.all\(\):",
    "SQA322": r"\.(?:execute|scalars)\(.*\)\.first\(\)",
    "SQA323": (
        r"(?:(?<![\w.])text|\b(?:sa|sqlalchemy)\.text|literal_column)\(\s*(?:f[\"']+[^{]*\{[a-z]|.*(?:[\"'] % |\.format\("
        r"|[\"'] \+ ))"
    ),
    "SQA324": r"\.(?:where|filter)\(\s*[A-Z]\w+\.(?!id\b|\w+_id\b)\w+ [=<>]=? [a-z][\w.]*,?\s*\)",
    "SQA325": (
        r"^ *(?:async )?def \w+\([^)]*\)(?: -> \w*)?:\n(?:(?! *(?:async )?def ).*\n){0,25}? +return .*\.(?:all|scalars|first"
        r"|one|one_or_none|scalar_one|scalar_one_or_none)\(\)$"
    ),
    "SQA326": r"\.limit\(.*\)\.(?:where|filter)\(",
    "SQA327": r"\.(?:any|has)\(",
    "SQA328": r"\.(?:filter|where)\(\w+=|\.in_\([^\[(*{)\n]*,|(?:where|filter|and_|or_)\(.*== \[|filter_by\((?!\*)[^=\n]+\)",
    "SQA329": (
        r"(?<![.\w])(?:max|min|len|sum|str|int)\([A-Z][a-z]\w*\.[a-z]\w*\)|(?:where|filter|select"
        r"|order_by)\(.*(?:\b[A-Z][a-z]\w*\.\w+\.(?:strip|split|format|replace|lower|upper)\(|\{[A-Z][a-z]\w*\.\w+\})"
    ),
    "SQA330": r"\.filter_by\(\s*\w+=|\.values\(\s*\w+=",
    "SQA331": r"\.join\(.*\.filter_by\(",
    "SQA332": r"(?<![\w.])exists\(|\b(?:sa|sqlalchemy|sql)\.exists\(|(?:select|query|where|filter|filter_by)\(.*\)\s*\.exists\(\)",
    "SQA333": r"(?:not_in|notin_|in_)\(.*None",
    "SQA334": r"text\([^)]*:\w+",
    "SQA335": r"select\([^()]*\)\.(?:all|first|one|scalars?)\(",
    # sessions
    "SQA401": r"= *\w*(?:[Ss]ession(?:_?[Mm]aker|Local|_factory)?|Session)\(\)",
    "SQA402": r"^\w+ = .*(?:[Ss]ession(?:Local|maker|_factory)?|Session)\(",
    "SQA403": r"^ +.*\.commit\(\)\n(?:(?! *(?:async )?def ).*\n){0,12}?.*\.commit\(\)",
    "SQA404": r"^( +)for .*\n(?:\1 .*\n|\n){0,12}?\1 .*\.(?:commit|refresh)\(",
    "SQA405": r"^(?! *(?:except|finally)\b)(?!.*log).*\n.*\.rollback\(\)",
    "SQA406": r"\.(?:commit|flush|execute|exec)\(.*\n(?:(?! *(?:async )?def ).*\n){0,4}? +except "
    r"(?:Exception|\w*SQLAlchemyError|\w*IntegrityError).*\n(?!(?:.*\n){0,4}?.*(?:raise|rollback))",
    "SQA407": r"^( *)(?:async )?with .*[Ss]ession\w*\(.*:\n(?!(?:\1 .*\n|\n)*\1 .*\.commit\()"
    r"(?:\1 .*\n|\n)*?\1 .*\.(?:add|add_all|delete|merge)\(",
    "SQA408": r"^( *)(?:async )?with .*\.begin\(\).*:\n(?:\1 .*\n|\n)*?\1 .*\.(?:commit|rollback)\(",
    "SQA409": r"\.begin\(\)",
    "SQA410": r"async_sessionmaker\(|class_=AsyncSession",
    "SQA411": r"async def (?:.*\n){0,15}?.*[Ss]ession\(\)",
    "SQA412": r"async def (?:(?! *(?:async )?def ).*\n){0,25}?"
    r"(?!.*\b(?:await|async|return|yield)\b).*\b\w*(?:session|db|conn|connection)\.(?:commit|flush|refresh|execute|scalars?|get|delete)\(",
    "SQA413": r"await \w*(?:session|db)\.(?:add|add_all|expunge|expire|query)\(",
    "SQA414": r"(?:gather|create_task|start_soon)\((?:.*\n){0,3}?.*\b\w*(?:session|db)\b",
    "SQA415": r"^ +with .*[Aa]sync_?[Ss]ession",
    "SQA416": r"async def (?:.*\n){0,20}?.*for \w+ in \w+\.\w+s:",
    "SQA417": r"await .*\.(?:commit|rollback)\(\)\n(?: *\n)*(?!.*(?:refresh|commit|\bsession\.|\bdb\.|log)).*\b\w+\.\w+",
    "SQA418": r"with .*[Ss]ession.*\n(?:.*\n){0,6}?    return \w+\.",
    "SQA419": r"@(?:app|router|bp|blueprint)\.(?:get|post|put|delete|route)\((?:.*\n){0,12}?.*[Ss]ession(?:Local|maker|_factory)?\(\)",
    "SQA420": r"^ +yield \w*(?:session|db)\w*$",
    "SQA421": r"except (?:Exception|\w*SQLAlchemyError|\w*(?:Integrity|Operational|Data)Error) as (\w+):\n"
    r"(?:.*\n){0,4}?.*detail=(?:f[\"'].*\{\1\b|str\(\1\))",
    "SQA422": r"@(?:event\.)?listens_for\(",
    "SQA423": r"autoflush=False",
    "SQA424": r"^( +)for .*\n(?:\1 .*\n|\n){0,12}?\1 .*(?:\.flush\(|execute\(\s*(?:sa\.)?insert\()",
    "SQA425": r"@pytest\.fixture\((?:.*\n){0,8}?.*[Ss]ession",
    "SQA426": r"\.delete\(\w+\)",
    "SQA427": r"^ +(?:del )?(?!self\.\w+\b(?!\.\w))\w+(?:\.\w+)*"
    r"\.\w*(?:json|data|config|settings|meta|metadata|extra|attributes|properties|payload|options|params|details|tags)_?"
    r"(?:\[[^\]]+\](?: =|$|\[)|\.(?:update|append|extend|pop|setdefault)\()",
    "SQA428": r"\.add\((\w+)\)\n(?:.*\n){0,3}?.*\b\1\.id\b",
    "SQA429": r"\.merge\(",
    "SQA430": r"(?:session|db)\w*\.(?:add\(\[|add\(\w+s\)|add_all\([A-Z]\w+\(|get\(\w+, \w+=|delete\(.*\.all\(\))",
    "SQA431": r"^def test_\w+\(.*async",
    # migrations
    "SQA601": rf"(?:{_OP})create_index\(|CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)",
    "SQA602": rf"(?:{_OP})drop_index\(|DROP INDEX (?!CONCURRENTLY)",
    "SQA603": r"CONCURRENTLY|concurrently=True|VACUUM",
    "SQA604": r"autocommit_block\(",
    "SQA605": rf"(?:{_OP})create_unique_constraint\(|ADD CONSTRAINT \w+ UNIQUE",
    "SQA606": r"postgresql_(?:using_index|not_valid)",
    "SQA607": rf"(?:{_OP})create_foreign_key\(|FOREIGN KEY|add_column\((?:.*\n){{0,6}}?.*ForeignKey\(",
    "SQA608": rf"(?:{_OP})create_check_constraint\(|ADD CONSTRAINT \w+ CHECK",
    "SQA609": r"VALIDATE CONSTRAINT",
    "SQA610": r"NOT VALID|postgresql_not_valid",
    "SQA611": r"USING INDEX",
    "SQA612": rf"(?:{_OP})alter_column\((?:.*\n){{0,6}}?.*(?<!existing_)type_=|ALTER COLUMN \w+ (?:SET DATA )?TYPE",
    "SQA613": rf"(?:{_OP})alter_column\((?:.*\n){{0,6}}?.*\bnullable=False|SET NOT NULL",
    "SQA614": r"add_column\((?:.*\n){0,6}?.*nullable=False",
    "SQA615": r"add_column\((?:.*\n){0,6}?.*(?:server_default|Computed|Identity)",
    "SQA616": r"create_primary_key\(|ADD PRIMARY KEY",
    "SQA617": r"create_exclude_constraint\(|EXCLUDE USING",
    "SQA618": r"new_column_name=|RENAME COLUMN",
    "SQA619": r"rename_table\(|RENAME TO",
    "SQA620": r"drop_column\(|drop_table\(",
    "SQA621": r"ADD VALUE",
    "SQA622": r"op\.execute\(",
    "SQA623": r"VACUUM FULL|CLUSTER|SET (?:(?:UN)?LOGGED|TABLESPACE|ACCESS METHOD)|REINDEX|REFRESH MATERIALIZED",
    "SQA624": r"(?:ATTACH|DETACH) PARTITION",
    "SQA625": r"\.commit\(\)|[\"'](?:BEGIN|COMMIT)|\.begin\(\)",
    "SQA626": r"UPDATE \w+ SET|\.update\(\)|DELETE FROM",
    "SQA627": r"^ +for .*\n(?:.*\n){0,6}?.*(?:execute|bulk_insert)\(",
    "SQA628": r"op\.execute\(|\.execute\(",
    "SQA629": r"add_column\((?:.*\n){0,4}?.*Enum\(",
    "SQA630": r"op\.execute\(.*:\w",
    "SQA631": rf"(?:{_OP})alter_column\((?:.*\n){{0,6}}?.*(?<!existing_)type_=",
    "SQA632": rf"(?:{_OP})alter_column\(",
    "SQA633": rf"(?:{_OP})drop_(?:constraint|index)\(",
    "SQA634": r"\bop\.(?:drop_constraint|alter_column|create_foreign_key|create_unique_constraint)\(",
    "SQA635": r"alter_column\((?:.*\n){0,6}?.*type_=",
    "SQA636": r"postgresql_\w+=",
    "SQA637": r"add_column\((?:.*\n){0,6}?.*\bdefault=",
}

#: What these rules speak of matters on the way up alone: their searches end where downgrade() begins.
UPGRADES_ALONE = frozenset(
    "SQA601 SQA604 SQA605 SQA607 SQA608 SQA609 SQA610 SQA612 SQA613 SQA614 SQA615 SQA616 SQA617 SQA618 SQA619 SQA620 SQA622 SQA624 SQA626 "
    "SQA627 SQA628 SQA635 SQA637".split()
)

SEARCHES = {code: re.compile(pattern, re.MULTILINE) for code, pattern in _PATTERNS.items()}
