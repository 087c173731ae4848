"""Packs a folder as a zip that every Windows unpacks with its Chinese names: zip.py FOLDER ZIP

The Explorer of Windows 7 takes names in the system's code page (GBK) and does not know the flag for UTF-8; newer programs read the
UTF-8 name beside it (field 0x7075 of PKWARE's appnote, Info-ZIP Unicode Path). Packed by libdeflate (PyPI: deflate), which looks
further than zlib: a megabyte less.
"""
import os
import struct
import sys
import zipfile
import zlib

import deflate


class Closest:
    """What zipfile takes for a compressor, as close as deflate goes."""

    def __init__(self):
        self.data = bytearray()

    def compress(self, data):
        self.data += data
        return b""

    def flush(self):
        return bytes(deflate.deflate_compress(bytes(self.data), 12))


zipfile._get_compressor = lambda *_: Closest()


class Entry(zipfile.ZipInfo):
    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


folder, archive = sys.argv[1:]
base = os.path.dirname(os.path.abspath(folder))
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
    paths = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    for path in paths:
        name = os.path.relpath(os.path.abspath(path), base)
        entry = Entry(name, (2024, 1, 1, 0, 0, 0))
        entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
        own, real = name.encode("gbk"), name.encode("utf-8")
        if own != real:
            entry.extra = struct.pack("<HHBL", 0x7075, 5 + len(real), 1, zlib.crc32(own)) + real
        with open(path, "rb") as source:
            out.writestr(entry, source.read())
