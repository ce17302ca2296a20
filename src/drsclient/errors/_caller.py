"""What is wrong on the caller's side: arguments, events, credentials, configuration."""

from __future__ import annotations

from drsclient.errors._base import DrsBotoCoreError, DrsError, brief


class DrsCredentialsError(DrsBotoCoreError):
    """No usable AWS credentials: none found, incomplete, or an expired sign-on."""


class DrsConfigurationError(DrsBotoCoreError):
    """The configuration does not work: no Region, an unknown profile, an old boto3."""


class DrsParameterError(DrsBotoCoreError, ValueError):
    """
    An argument is not valid; nothing was sent.

    Attributes:
        parameter: The argument's name in Python, such as `source_server_ids[3]`.
        value: The value that was passed.
        expected: What would be valid, in words.
    """

    def __init__(
        self,
        parameter: str,
        value: object,
        expected: str,
        *,
        is_sensitive: bool = False,
    ) -> None:
        # A value that the service wants kept out of logs has no place in the message.
        shown = f"<{type(value).__name__}>" if is_sensitive else brief.repr(value)
        super().__init__(f"{parameter}={shown} is not valid: expected {expected}")
        self.parameter: str = parameter
        self.value: object = value
        self.expected: str = expected


class DrsEventError(DrsError, ValueError):
    """
    What was passed to `drsclient.events.from_event` is no event of DRS.

    Attributes:
        path: Which member of the event the problem is, such as `source`; empty if it is
            the event as a whole.
        value: What the event has there; `None` if it is missing.
    """

    def __init__(self, problem: str, *, path: str = "", value: object = None) -> None:
        super().__init__(problem)
        self.path: str = path
        self.value: object = value
