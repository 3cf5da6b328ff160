"""Ways to break a program in one file so that what is wrong shows in another, or only with what another says."""

from __future__ import annotations

from tests.mutants.mutations import Mutation, dropping, replacing

#: Each changes one file of a program; the report may stand in any of its files.
ACROSS = (
    Mutation("a repository no longer loads what a route reads", ("SQA416",), dropping(".options(", r"scalar\(select\(Ticket|select\(Ticket\)$")),
    Mutation("a route no longer hands the options to the repository", ("SQA416",), dropping(".options(", r"repository.one")),
    Mutation("a route no longer loads what a function shows", ("SQA416",), replacing(r", options=\[selectinload\(Ticket\.notes\)\]", "")),
    Mutation("the mapping no longer loads what a route reads", ("SQA416",), replacing(r", lazy=\"selectin\"", "")),
    Mutation("a function of another file no longer loads what a report reads", ("SQA301",), dropping(".options(", r"select\(Agent\)$")),
    Mutation("unique() is dropped where the model says it is a collection", ("SQA302",), replacing(r"\(await session\.scalars\(statement\)\)\.unique\(\)", r"(await session.scalars(statement))")),
    Mutation("a collection is joined where it was selected", ("SQA303",), replacing(r"selectinload\((Agent\.tickets)\)(?=\)\.order_by\(Agent\.name\)\)\.all)", r"joinedload(\1)")),
    Mutation("the change of a statement of another file is not kept", ("SQA309",), replacing(r"statement = (statement\.where)", r"\1")),
    Mutation("a commit is dropped under a factory of another file", ("SQA407",), replacing(r"^        session\.commit\(\)\n", "")),
    Mutation("await is dropped on a session of another file", ("SQA412",), replacing(r"^( +)await (session\.commit)", r"\1\2")),
    Mutation("one session for two repositories at once", ("SQA414",), replacing(
        r"    tickets = await (TicketRepository\(session\)\.newest\(\))\n    first = await (.*)\n",
        r"    import asyncio\n\n    tickets, first = await asyncio.gather(\1, \2)\n",
    )),
    Mutation("a dependency leaks a session of another file's factory", ("SQA420",), replacing(
        r"    async with Sessions\(\) as session:\n        yield session\n", "    session = Sessions()\n    yield session\n    await session.close()\n"
    )),
)  # fmt: skip
