"""Why a file is not read. A module of its own, since ``apart`` is imported under two names: its own and that of a program."""


class Refused(Exception):  # noqa: N818 (an answer, not a fault of ours)
    """A file that is not read. Shape: ``code`` is one of missing, locked, empty, broken, pages, slow."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
