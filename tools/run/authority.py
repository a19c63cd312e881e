"""A certificate authority for one state folder, and a server certificate by it: for trying TLS, not for production."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cloud.bridge.mosquitto_files import replace_file

HOST_NAME = "localhost"
VALID_FOR = dt.timedelta(days=365)
RENEW_BEFORE_END = dt.timedelta(days=7)


@dataclass(frozen=True)
class Certificates:
    """PEM files: the authority that clients trust, the server's certificate and its key."""

    authority: Path
    certificate: Path
    key: Path


def certificates(folder: Path, board_host: str | None = None) -> Certificates:
    """Return certificates for this computer, and for `board_host`; makes them where they are missing or about to end."""
    files = Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")
    names = _names(board_host)
    if not _serve_still(files, names):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(files, names)
    return files


def _names(board_host: str | None) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(HOST_NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    if board_host is not None:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(board_host)))
        except ValueError:
            names.append(x509.DNSName(board_host))
    return names


def _serve_still(files: Certificates, names: list[x509.GeneralName]) -> bool:
    if not all(file.exists() for file in (files.authority, files.certificate, files.key)):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    served = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    ends = certificate.not_valid_after_utc
    return ends - RENEW_BEFORE_END > dt.datetime.now(dt.UTC) and all(name in list(served) for name in names)


def _make(files: Certificates, names: list[x509.GeneralName]) -> None:
    # The authority's key is thrown away at once: what cannot be found cannot be misused.
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = _name("Wattlend test authority")
    authority = _certificate(authority_name, authority_name, authority_key, authority_key, None)
    server_key = ec.generate_private_key(ec.SECP256R1())
    server = _certificate(
        _name(HOST_NAME), authority_name, server_key, authority_key, x509.SubjectAlternativeName(names)
    )
    replace_file(files.authority, _pem(authority))
    replace_file(files.certificate, _pem(server))
    private = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    replace_file(files.key, private.decode())


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signed_by: ec.EllipticCurvePrivateKey,
    names: x509.SubjectAlternativeName | None,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    is_authority = names is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False)
    )
    if names is not None:
        builder = builder.add_extension(names, critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(signed_by, hashes.SHA256())


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
