"""The course's Ed25519 key: private in ``.autograder/``, made on first use; the public file may be handed out."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from autograder.course import Course
from autograder.errors import InfrastructureError, UsageError

__all__ = ["PUBLIC_FILE", "fingerprint", "public_key", "read_public_key", "sign", "verify"]

PRIVATE_FILE = "receipt_key"
PUBLIC_FILE = "receipt_key.pub"


def sign(course: Course, message: bytes) -> str:
    """The signature of ``message`` with the course's key, base64. Raises InfrastructureError when the key is damaged."""
    return base64.b64encode(_private_key(course).sign(message)).decode()


def public_key(course: Course) -> bytes:
    """The course's public key as PEM; its file is written beside the private key where it is missing."""
    data = _private_key(course).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path = course.private / PUBLIC_FILE
    if not path.is_file() or path.read_bytes() != data:
        _publish(path, data, mode=0o644, replace=True)
    return data


def read_public_key(path: Path) -> bytes:
    """The PEM text of a public Ed25519 key in a file; raises UsageError when there is none."""
    try:
        data = path.read_bytes()
        _load_public(data)
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror})") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path}: not a public Ed25519 key; the course's is .autograder/{PUBLIC_FILE}") from None
    return data


def verify(public: bytes, signature: str, message: bytes) -> bool:
    """Whether ``signature`` (base64) of ``message`` was made with the key that belongs to ``public`` (PEM)."""
    try:
        _load_public(public).verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """The first 16 hex digits of the sha256 of a public key's 32 raw bytes."""
    return hashlib.sha256(_load_public(public).public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _load_public(data: bytes) -> Ed25519PublicKey:
    key = load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("another kind of key")
    return key


def _private_key(course: Course) -> Ed25519PrivateKey:
    path = course.private / PRIVATE_FILE
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _publish(path, made, mode=0o600, replace=False)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, UnsupportedAlgorithm) as problem:
        raise InfrastructureError(f"{path}: the key that signs receipts cannot be read ({problem}); restore it") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InfrastructureError(f"{path}: the key that signs receipts is of another kind; restore it")
    return key


def _publish(path: Path, data: bytes, *, mode: int, replace: bool) -> None:
    """Write the file whole or not at all; without ``replace`` one that another process wrote first stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    draft.chmod(mode)
    if replace:
        draft.replace(path)
        return
    try:
        os.link(draft, path)  # a link never replaces a key that is there already
    except FileExistsError:
        pass
    finally:
        draft.unlink()
