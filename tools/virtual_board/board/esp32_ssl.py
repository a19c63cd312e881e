"""`ssl` as an ESP32 has it frozen in, over the `tls` module that both have."""

import tls as _tls
from tls import CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER


class SSLContext:
    """Settings of TLS connections, with files where `tls` takes bytes."""

    def __init__(self, *arguments):
        self._context = _tls.SSLContext(*arguments)
        self._context.verify_mode = CERT_NONE

    @property
    def verify_mode(self):
        """Whether the peer's certificate is checked."""
        return self._context.verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        self._context.verify_mode = mode

    def load_cert_chain(self, certificate, key):
        """Take our certificate and key, each as bytes or a file's name."""
        self._context.load_cert_chain(_content(certificate), _content(key))

    def load_verify_locations(self, cafile=None, cadata=None):
        """Take the authority that peers are checked against."""
        self._context.load_verify_locations(_content(cafile) if cafile else cadata)

    def wrap_socket(self, socket, server_side=False, do_handshake_on_connect=True, server_hostname=None):
        """Return a stream that encrypts over `socket`."""
        return self._context.wrap_socket(
            socket,
            server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            server_hostname=server_hostname,
        )


def wrap_socket(
    socket,
    server_side=False,
    key=None,
    cert=None,
    cert_reqs=CERT_NONE,
    cadata=None,
    server_hostname=None,
    do_handshake=True,
):
    """Return a stream that encrypts over `socket`, with a context of its own."""
    context = SSLContext(PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    if cert or key:
        context.load_cert_chain(cert, key)
    if cadata:
        context.load_verify_locations(cadata=cadata)
    context.verify_mode = cert_reqs
    return context.wrap_socket(
        socket, server_side=server_side, do_handshake_on_connect=do_handshake, server_hostname=server_hostname
    )


def _content(source):
    if isinstance(source, str):
        with open(source, "rb") as file:
            return file.read()
    return source
