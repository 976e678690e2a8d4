"""Which errors may leave an engine or a service? Outcomes are values; these are for what cannot go on."""

from dataclasses import dataclass


class Refused(Exception):
    """A request that cannot be carried out as asked: a stable `code`, and a `message` that says how to mend it."""

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class NotFound(Exception):
    """The thing asked for does not exist, or not for the one who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFault:
    """One thing wrong with one field of the input."""

    field: str
    reason: str
    suggestion: str = ""

    def __str__(self) -> str:
        hint = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.field}: {self.reason}{hint}"


class BadInput(Refused):
    """Input with faults, all of them listed, so that they can be mended in one go."""

    def __init__(self, faults: tuple[InputFault, ...]) -> None:
        super().__init__("bad_input", "\n".join(str(fault) for fault in faults))
        self.faults = faults
