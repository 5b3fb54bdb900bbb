"""Letters that lie in one archive (.zip), as a colleague sends them."""

import io
import zipfile

PACKED = (2022, 12, 5, 9, 30, 0)


def archive(members: dict[str, bytes]) -> bytes:
    """The files in one archive, by name → bytes; with one date for all."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, PACKED)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(entry, content)
    return stream.getvalue()
