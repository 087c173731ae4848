"""Packs a folder as a zip that every Windows unpacks with its Chinese names: zip.py FOLDER ZIP

The Explorer of Windows 7 takes names in the system's code page (GBK) and does not know the flag for UTF-8; newer programs read the
UTF-8 name beside it (field 0x7075 of PKWARE's appnote, Info-ZIP Unicode Path).
"""
import os
import struct
import sys
import zipfile
import zlib


class Entry(zipfile.ZipInfo):
    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


folder, archive = sys.argv[1:]
base = os.path.dirname(os.path.abspath(folder))
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
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
