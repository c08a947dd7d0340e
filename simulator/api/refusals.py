"""LINE's error answers, word for word where LINE's words are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.api import wordings
from simulator.checks.shapes import Problem


class Refused(Exception):
    """An answer that is not a success; `headers` go out with it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: Sequence[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"message": message, **more}
        if details is not None:
            self.body["details"] = list(details)


def invalid_body(problems: Sequence[Problem]) -> Refused:
    """What is wrong with a body: a property that cannot be read, a list of details, or those of one message."""
    within = [wordings.within_message(problem) for problem in problems]
    if all(within):
        first = within[0].number if within[0] else 0
        return Refused(
            400,
            f"A message (messages[{first}]) in the request body is invalid",
            details=[found.detail for found in within if found and found.number == first],
        )
    problems = [problem for problem, found in zip(problems, within, strict=True) if found is None]
    for problem in problems:
        if problem.unreadable:
            return Refused(
                400, f"The property, {problem.path}, in the request body is invalid (line: -, column: -)"
            )
    details = [{"message": problem.message, "property": problem.path} for problem in problems]
    return Refused(400, f"The request body has {len(details)} error(s)", details=details)


def one_error(message: str, path: str, status: int = 400) -> Refused:
    """A body with one thing wrong in it, and where."""
    details = [{"message": message, "property": path}]
    return Refused(status, "The request body has 1 error(s)", details=details)


def invalid_property(path: str) -> Refused:
    return Refused(400, f"The property, {path}, in the request body is invalid (line: -, column: -)")


def invalid_parameter(name: str) -> Refused:
    return Refused(400, f"The value for the '{name}' parameter is invalid")


def not_found(message: str = "Not found") -> Refused:
    return Refused(404, message)


def not_allowed(methods: Sequence[str]) -> Refused:
    """A path LINE has, called in a way it has not: as HTTP says, with the ways there are."""
    return Refused(405, "Method Not Allowed", headers={"Allow": ", ".join(methods)})


def unauthorized() -> Refused:
    return Refused(
        401,
        "Authentication failed due to the following reason: invalid token. "
        "Confirm that the access token in the authorization header is valid.",
    )


def wrong_type(given: str) -> Refused:
    return Refused(415, f"The content type, {given}, is not supported")


def too_large() -> Refused:
    return Refused(413, "Request Entity Too Large")


def too_fast() -> Refused:
    return Refused(429, "The API rate limit has been exceeded. Try again later.")


def month_is_over() -> Refused:
    return Refused(429, "You have reached your monthly limit.")


def broken() -> Refused:
    return Refused(500, "Internal Server Error")


def not_available() -> Refused:
    return Refused(403, "Access to this API is not available for your account")


def no_content() -> Refused:
    """The calls for what people sent write it small."""
    return not_found("not found")


def gone() -> Refused:
    return Refused(410, "The content is gone")


class TokenRefused(Refused):
    """An answer of the token endpoints, which have a shape of their own."""

    def __init__(self, error: str, description: str | None = None, status: int = 400) -> None:
        super().__init__(status, description or error)
        self.body = {"error": error} | ({"error_description": description} if description else {})
