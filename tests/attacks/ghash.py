"""One AES-GCM ciphertext that opens under two keys: the attack, written out.

The tag is GHASH, a polynomial over GF(2^128) in a value that the key gives. With
two keys there are two such equations, and one free block of ciphertext solves
them (Grubbs, Lu, Ristenpart: "Message Franking via Committing AEAD", 2017).
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16
# x^128 + x^7 + x^2 + x + 1, in GCM's order of bits.
REDUCTION = 0xE1 << 120


def for_two_keys(one: bytes, other: bytes, nonce: bytes) -> bytes:
    """Return a ciphertext of one block, and the tag that both keys accept."""
    factors, masks = zip(_of_key(one, nonce), _of_key(other, nonce), strict=True)
    lengths = int.from_bytes(bytes(8) + (BLOCK * 8).to_bytes(8, "big"), "big")
    # Tag = C·H² + L·H + S for each key; subtracting leaves C·(H1² + H2²) = …
    constants = [
        _times(lengths, factor) ^ mask
        for factor, mask in zip(factors, masks, strict=True)
    ]
    squares = [_times(factor, factor) for factor in factors]
    body = _times(constants[0] ^ constants[1], _inverse(squares[0] ^ squares[1]))
    tag = _times(body, squares[0]) ^ constants[0]
    return body.to_bytes(BLOCK, "big") + tag.to_bytes(BLOCK, "big")


def _of_key(key: bytes, nonce: bytes) -> tuple[int, int]:
    """Return GHASH's factor under a key, and the mask of the tag."""
    encryptor = Cipher(algorithms.AES256(key), modes.ECB()).encryptor()  # noqa: S305 - GCM is made of it
    blocks = bytes(BLOCK) + nonce + b"\0\0\0\x01"
    made = encryptor.update(blocks)
    return int.from_bytes(made[:BLOCK], "big"), int.from_bytes(made[BLOCK:], "big")


def _times(one: int, other: int) -> int:
    """Multiply in GF(2^128); the first bit is the highest (SP 800-38D §6.3)."""
    product = 0
    for position in range(127, -1, -1):
        if one >> position & 1:
            product ^= other
        other = other >> 1 ^ (REDUCTION if other & 1 else 0)
    return product


def _inverse(value: int) -> int:
    """Return the value to the power of 2^128 - 2."""
    result, square = 1 << 127, value
    for _ in range(127):
        square = _times(square, square)
        result = _times(result, square)
    return result
