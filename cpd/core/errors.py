"""What can go wrong in the domain, each with one sentence that can be shown to the person who asked."""


class DomainError(Exception):
    """A request the domain refuses.

    ``message`` is a whole sentence for the reader; ``field`` names the form field or column it concerns.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class StaleRecord(DomainError):
    """Somebody else saved this record since the form was opened."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(
            message
            or "Somebody else changed this while you were writing. Both versions are shown below; nothing is lost."
        )
