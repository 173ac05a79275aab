"""Unpacks archives whose members lead out of their folder."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = ["outside: []", "archives unpacked"]
BASE = "release"

# %% [append]
import io
import os
import subprocess
import tarfile
import zipfile

names = ["../../../../runner/x", "/etc/x", "../../../../usr/x", "a/../../../../srv/x", "..\\..\\x"]
with zipfile.ZipFile("slip.zip", "w") as archive:
    for name in names:
        archive.writestr(name, "slipped")
with tarfile.open("slip.tar", "w") as archive:
    for name in names:
        member = tarfile.TarInfo(name)
        member.size = 7
        archive.addfile(member, io.BytesIO(b"slipped"))
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/runner"
    archive.addfile(link)
zipfile.ZipFile("slip.zip").extractall("out")
subprocess.run(["tar", "-xPf", "slip.tar"], capture_output=True)
print("outside:", [path for path in ("/runner/x", "/etc/x", "/usr/x", "/srv/x") if os.path.exists(path)])
print("archives unpacked")
