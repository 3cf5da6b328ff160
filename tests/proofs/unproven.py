"""Rules whose claims no test proves, because they claim nothing that a program could show."""

from __future__ import annotations

_STYLE = "a question of style: what is reported works"
_PEOPLE = "it speaks of people, not of what a program does"
_TYPES = "type checkers see the difference, SQLAlchemy does not"

#: Rule → why there is nothing to prove.
NOTHING_TO_PROVE: dict[str, str] = {
    "SQA001": "it speaks of this plugin",
    "SQA002": "PostgreSQL's own parser says it",
    "SQA101": "what is reported works; that it is legacy is SQLAlchemy's word",
    "SQA103": _TYPES,
    "SQA114": _STYLE,
    "SQA116": "what is reported works; that it is legacy is SQLAlchemy's word",
    "SQA204": _TYPES,
    "SQA207": "how many columns are too many is a judgement",
    "SQA219": _STYLE,
    "SQA325": _TYPES,
    "SQA419": "that a dependency can be replaced and a call cannot is Python",
    "SQA504": _PEOPLE,
    "SQA703": _PEOPLE,
    "SQA704": _PEOPLE,
    "SQA715": _STYLE,
    "SQA716": _PEOPLE,
    "SQA810": _PEOPLE,
    "SQA813": _PEOPLE,
    "SQA814": "it needs several processes and an unlucky moment",
    "SQA901": _STYLE,
    "SQA902": _PEOPLE,
    "SQA903": _STYLE,
    "SQA910": _STYLE,
    "SQA915": _PEOPLE,
    "SQA917": _PEOPLE,
    "SQA918": _PEOPLE,
    "SQA920": _STYLE,
    "SQA922": _STYLE,
    "SQA923": _PEOPLE,
    "SQA924": _PEOPLE,
    "SQA925": _PEOPLE,
    "SQA926": _STYLE,
    "SQA928": "that a dropped column is gone needs no proof",
    "SQA930": "that a dropped constraint is gone needs no proof",
    "SQA937": _PEOPLE,
    "SQA939": _PEOPLE,
    "SQA943": _STYLE,
    "SQA945": "it reads a list of dependencies",
}
