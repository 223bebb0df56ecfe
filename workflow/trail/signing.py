"""Signatures of heads, as `ssh-keygen -Y` makes and checks them."""

import base64
import hashlib
import subprocess
import tempfile
from pathlib import Path

from trail.faults import Fault, Faults
from trail.release import CONSTANT
from trail.tables import sha256
from trail.verify import SCHEMA, field

PRINCIPAL = "trail"
KEY = "signing"  # file in $TRAIL_KEYS, with its public half in signing.pub
SIGNERS = "allowed_signers"
# Curve 25519 as RFC 8032 gives it.
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_BASE_Y = 4 * pow(5, _P - 2, _P) % _P


def invented(head: bytes) -> dict[str, bytes]:
    """Return {file beside a head: bytes} of an invented study: a signature anybody could make, and its public key.

    The key is made from the printed constant, by RFC 8032, section 5.1: the same bytes on every machine, with or
    without OpenSSH. It is worthless as evidence, and shows what a study of one's own has.
    """
    seed = bytes.fromhex(sha256(f"{CONSTANT}: signature"))
    spread = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(spread[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    public = _packed(_times(scalar, _base()))
    kind = field("ssh-ed25519")
    signed = field(SCHEMA) + field("") + field("sha512")
    message = b"SSHSIG" + signed + field(hashlib.sha512(head).digest())
    once = int.from_bytes(hashlib.sha512(spread[32:] + message).digest(), "little") % _ORDER
    point = _packed(_times(once, _base()))
    challenge = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little") % _ORDER
    value = point + ((once + challenge * scalar) % _ORDER).to_bytes(32, "little")
    key = kind + field(public)
    blob = b"SSHSIG" + (1).to_bytes(4, "big") + field(key) + signed + field(kind + field(value))
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    armoured = "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
    return {"head.json.sig": armoured.encode(), SIGNERS: _signers(f"ssh-ed25519 {base64.b64encode(key).decode()}")}


def own(head: bytes, keys: Path) -> dict[str, bytes]:
    """Return {file beside a head: bytes} by the key that lies in `keys` as `signing`, {} where there is none.

    Raises Faults where ssh-keygen is missing, or does not take the key.
    """
    if not (keys / KEY).is_file():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "head.json")
        path.write_bytes(head)
        command = ["ssh-keygen", "-Y", "sign", "-n", SCHEMA, "-f", str(keys / KEY), str(path)]
        try:
            subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL)
            signature = path.with_name("head.json.sig").read_bytes()
            public = (keys / f"{KEY}.pub").read_text(encoding="utf-8").split()[:2]
        except (OSError, subprocess.CalledProcessError) as error:
            cure = (
                "cannot sign: it takes ssh-keygen, a key without passphrase or in an agent, and signing.pub beside it."
            )
            raise Faults([Fault(f"$TRAIL_KEYS/{KEY}", "", cure, "cannot_sign")]) from error
    return {"head.json.sig": signature, SIGNERS: _signers(" ".join(public))}


def _signers(public: str) -> bytes:
    return f'{PRINCIPAL} namespaces="{SCHEMA}" {public}\n'.encode()


def _base() -> tuple[int, int, int, int]:
    x = _root((_BASE_Y * _BASE_Y - 1) * pow(_D * _BASE_Y * _BASE_Y + 1, _P - 2, _P) % _P)
    x = _P - x if x & 1 else x
    return x, _BASE_Y, 1, x * _BASE_Y % _P


def _root(square: int) -> int:
    found = pow(square, (_P + 3) // 8, _P)
    return found if found * found % _P == square else found * pow(2, (_P - 1) // 4, _P) % _P


def _times(scalar: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _sum(found, point)
        point, scalar = _sum(point, point), scalar >> 1
    return found


def _sum(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _packed(point: tuple[int, int, int, int]) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")
