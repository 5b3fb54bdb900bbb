"""What a reading process may not do: speak, connect, write elsewhere, take all memory, leave children behind.

A second lock: no reader tries any of it. A stranger's file may make a library try.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

_NETWORK = {
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.gethostbyaddr", "socket.getnameinfo",
}  # fmt: skip
# Events whose first arguments are paths that are changed.
_CHANGING = {"os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.symlink": 2, "os.link": 2, "os.truncate": 1}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def silence() -> None:
    """What a library writes to the terminal goes nowhere, also from C and also if it is a gigabyte."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def cap_memory(megabytes: int) -> None:
    """At most so many MB more than the process has now; where the system has no such limit, there is none."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        now = pages * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def shut_doors(scratch: Path) -> None:
    """No network, and nothing written, moved or removed outside `scratch`."""
    sys.dont_write_bytecode = True
    inside = f"{scratch.resolve()}{os.sep}"

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NETWORK:
            raise PermissionError("a reading process opens no connection")
        changed = arguments[: _CHANGING[event]] if event in _CHANGING else ()
        if event == "open" and _writes(arguments):
            changed = arguments[:1]
        for path in changed:
            if isinstance(path, str | bytes) and not _may_change(os.fsdecode(path), inside):
                raise PermissionError("a reading process writes in its scratch folder only")

    sys.addaudithook(refuse)


def _may_change(path: str, inside: str) -> bool:
    # A temporary file without a name is opened as the folder itself.
    return path == os.devnull or f"{os.path.realpath(path)}{os.sep}".startswith(inside)


def die_whole() -> None:
    """When this process is stopped, whatever it has started (Tesseract) is stopped with it."""
    if not hasattr(os, "setpgrp"):
        return
    os.setpgrp()
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    by_mode = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    return by_mode or (isinstance(flags, int) and bool(flags & _WRITING))
