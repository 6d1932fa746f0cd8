#!/usr/bin/env python3
"""Makes the archive of a release for one kind of machine, and its SHA-256 checksum.

    release/package.py TARGET PROGRAM DIRECTORY

PROGRAM is the compiled program, which must run here: it writes its own manual page and
completions. The archive goes into DIRECTORY: a .zip for Windows, otherwise a .tar.gz. The same
program gives the same bytes: no clock, no user, files in order.
"""

import gzip
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "src/card/fonts/OFL.txt"]
COMPLETIONS = {
    "bash": "throughline.bash",
    "elvish": "throughline.elv",
    "fish": "throughline.fish",
    "powershell": "_throughline.ps1",
    "zsh": "_throughline",
}


def version():
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "(.+)"$', manifest, re.MULTILINE)[1]


def files(program, windows):
    """The path of each file in the archive, its bytes, and whether it is a program."""

    def said(*arguments):
        return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE).stdout

    name = "throughline.exe" if windows else "throughline"
    yield name, pathlib.Path(program).read_bytes(), True
    for document in DOCUMENTS:
        path = ROOT / document
        yield path.name, path.read_bytes(), False
    yield "man/throughline.1", said("man"), False
    for shell, file in COMPLETIONS.items():
        yield f"completions/{file}", said("completions", shell), False


def tar(entries):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content, program in entries:
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(content), 0o755 if program else 0o644
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=0)


def zipped(entries):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content, program in entries:
            info = zipfile.ZipInfo(path)
            info.external_attr = (0o755 if program else 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return raw.getvalue()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    target, program, directory = sys.argv[1:]
    windows = "windows" in target
    name = f"throughline-{version()}-{target}"
    entries = sorted((f"{name}/{path}", *rest) for path, *rest in files(program, windows))
    archive = f"{name}.zip" if windows else f"{name}.tar.gz"
    content = zipped(entries) if windows else tar(entries)
    out = pathlib.Path(directory)
    out.mkdir(parents=True, exist_ok=True)
    (out / archive).write_bytes(content)
    checksum = hashlib.sha256(content).hexdigest()
    (out / f"{archive}.sha256").write_bytes(f"{checksum}  {archive}\n".encode())
    print(out / archive)


main()
