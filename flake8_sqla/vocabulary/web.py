"""What web frameworks call their routes and dependencies."""

from __future__ import annotations

#: `@app.get("/users")`, `@router.post("/users")`, `@blueprint.route("/users")`.
ROUTE_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "route", "api_route", "websocket"})
DEPENDENCY_MARKERS = frozenset({"fastapi.Depends", "fastapi.params.Depends", "fastapi.Security", "fast_depends.Depends"})
#: What carries a text out to whoever made the request, by the last part of its name.
RESPONSES = frozenset(
    "HTTPException JSONResponse ORJSONResponse UJSONResponse PlainTextResponse HTMLResponse jsonify abort make_response "
    "BadRequest InternalServerError HTTPBadRequest HTTPInternalServerError ClientException InternalServerException".split()
)
