"""Golden vectors: bytes that must come out, or must be refused, on every interpreter that speaks the protocol."""
