"""What is said when our own data is wrong? The program refuses to start and names file, field and reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one knowledge file."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.reason}"


class KnowledgeFault(Exception):
    """The knowledge cannot be used. Carries every fault found, so that an author can mend them in one go."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
