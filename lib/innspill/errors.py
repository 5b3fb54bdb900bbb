"""One kind of error for everything that a user can put right: where, what, what to do."""


class InnspillError(Exception):
    """Something that the user can mend, told in one line.

    `where` is the file (with line), option or parameter; `what` is what is wrong with it; `todo` is what to do about it.
    The command line prints it without a traceback and exits with 1.
    """

    def __init__(self, where: object, what: str, todo: str = "") -> None:
        self.where = str(where)
        self.what = what
        self.todo = todo
        super().__init__(str(self))

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}"
        if self.todo:
            line += f". {self.todo}"
        return " ".join(line.split())

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        # The default would rebuild the error from its message alone, and a reading worker sends its errors home pickled.
        return type(self), (self.where, self.what, self.todo)
