"""An OPC UA server of asyncua for the gateway's client: plain values, values that lie, and many nodes.

Prints one JSON line when it listens, and takes commands as lines on its standard input: `set NAME JSON`,
`lie NAME JSON` (a value of another type than declared), `time NAME SECONDS` (a source time ahead of now),
`tick` (all variables of the line change at once), `flow N` (N times a second).
"""

import argparse
import asyncio
import datetime
import ipaddress
import json
import logging
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from asyncua import Server, ua
from asyncua.server.user_managers import CertificateUserManager, UserManager
from asyncua.crypto.permission_rules import User, UserRole

LINE = "http://example.org/line"
URI = "urn:example.org:press"
OTHER = "http://example.org/other"


class Users(UserManager):
    def __init__(self, password):
        self.password = password

    def get_user(self, iserver, username=None, password=None, certificate=None):
        if self.password is None or (username == "op" and password == self.password):
            return User(role=UserRole.User, name=username)
        return None


def make_certificate(args):
    """Kept in the folder, so that a restarted server is the same one. Returns its files and its fingerprint."""
    file, key_file = (os.path.join(args.folder, name) for name in ("server.der", "server-key.pem"))
    if not os.path.exists(file):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Press line")])
        now = datetime.datetime.now(datetime.timezone.utc)
        day = datetime.timedelta(days=1)
        names = [x509.UniformResourceIdentifier(URI)]
        for host in args.names.split(","):
            try:
                names.append(x509.IPAddress(ipaddress.ip_address(host)))
            except ValueError:
                names.append(x509.DNSName(host))
        usage = dict(digital_signature=True, content_commitment=True, key_encipherment=True, data_encipherment=True)
        usage.update(key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + args.from_days * day)
            .not_valid_after(now + args.until_days * day)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(key, hashes.SHA256())
        )
        encoding = serialization.Encoding
        with open(key_file, "wb") as out:
            plain = serialization.NoEncryption()
            out.write(key.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        with open(file, "wb") as out:
            out.write(certificate.public_bytes(encoding.DER))
    with open(file, "rb") as made:
        return file, key_file, x509.load_der_x509_certificate(made.read()).fingerprint(hashes.SHA256()).hex()


def make_user(folder, name):
    """Writes NAME.pem and NAME-key.pem, as a person would bring them."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + 100 * day)
        .sign(key, hashes.SHA256())
    )
    file = os.path.join(folder, f"{name}.pem")
    with open(file, "wb") as out:
        out.write(certificate.public_bytes(serialization.Encoding.PEM))
    with open(os.path.join(folder, f"{name}-key.pem"), "wb") as out:
        plain = serialization.NoEncryption()
        out.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return file


async def users_of(args):
    if not args.user_certificates:
        return Users(args.password)
    users = CertificateUserManager()
    await users.add_user(make_user(args.folder, "fitter"), "fitter")
    make_user(args.folder, "stranger")
    return users


async def make(args):
    server = Server(user_manager=await users_of(args))
    await server.init()
    server.set_endpoint(f"opc.tcp://{'[' + args.host + ']' if ':' in args.host else args.host}:{args.port}/")
    server.set_server_name("Press line")
    await server.set_application_uri(URI)
    fingerprint = None
    if args.folder:
        file, key_file, fingerprint = make_certificate(args)
        await server.load_certificate(file)
        await server.load_private_key(key_file)
        server.set_security_policy(
            [
                ua.SecurityPolicyType.Basic256Sha256_Sign,
                ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
                ua.SecurityPolicyType.Aes128Sha256RsaOaep_SignAndEncrypt,
                ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt,
            ]
            + ([] if args.secure_only else [ua.SecurityPolicyType.NoSecurity]),
            permission_ruleset=None,
        )
    else:
        server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    if args.password:
        server.set_identity_tokens([ua.UserNameIdentityToken])
    if args.user_certificates:
        server.set_identity_tokens([ua.X509IdentityToken])
    # A namespace registered before moves the index of the other one.
    for number in range(args.namespaces_before):
        await server.register_namespace(f"{OTHER}/{number}")
    space = await server.register_namespace(LINE)
    return server, space, fingerprint


async def fill(server, space, args):
    nodes = {}
    press = await server.nodes.objects.add_object(ua.NodeId("Press", space), "Press")

    async def add(name, value, kind, writable=True):
        node = await press.add_variable(
            ua.NodeId(f"Press.{name}", space), ua.QualifiedName(name, space), value, kind
        )
        if writable:
            await node.set_writable()
        nodes[name] = node
        return node

    kinds = ua.VariantType
    temperature = await add("Temperature", 20.5, kinds.Double)
    unit = ua.EUInformation()
    unit.NamespaceUri = "http://www.opcfoundation.org/UA/units/un/cefact"
    unit.UnitId = 4408652
    unit.DisplayName = ua.LocalizedText("°C")
    await temperature.add_property(
        ua.NodeId("Press.Temperature.EU", space), ua.QualifiedName("EngineeringUnits", 0), unit
    )
    await add("Count", 7, kinds.UInt32)
    await add("Running", True, kinds.Boolean)
    await add("Order", "A-17", kinds.String)
    await add("Title", ua.LocalizedText("Presse"), kinds.LocalizedText)
    await add("Parts", 9_007_199_254_740_993, kinds.UInt64)
    await add("Balance", -5, kinds.Int64)
    await add("Profile", [1.5, 2.5, 3.5], kinds.Double)
    await add("Since", datetime.datetime(2026, 11, 22, 8, 0, 0, tzinfo=datetime.timezone.utc), kinds.DateTime)
    await add("Mode", 2, kinds.Int32)
    await add("Locked", 1, kinds.Int16, writable=False)
    line = await server.nodes.objects.add_folder(ua.NodeId("Line", space), "Line")
    many = []
    # The library compares each new node with all references of its folder, which takes minutes for 10,000 of them: those
    # that are made are put aside meanwhile.
    references = server.iserver.aspace[line.nodeid].references
    own, aside = len(references), []
    for number in range(args.many):
        many.append(
            await line.add_variable(
                ua.NodeId(f"Line.{number}", space), ua.QualifiedName(f"V{number}", space), float(number)
            )
        )
        if number % 100 == 99:
            aside.extend(references[own:])
            del references[own:]
    references[own:own] = aside
    return nodes, many


async def write(node, value, kind=None, status=None, source=None):
    told = ua.DataValue(
        ua.Variant(value, kind) if kind is not None else ua.Variant(value),
        ua.StatusCode(status) if status is not None else ua.StatusCode(),
        SourceTimestamp=source or datetime.datetime.now(datetime.timezone.utc),
        ServerTimestamp=datetime.datetime.now(datetime.timezone.utc),
    )
    await node.write_attribute(ua.AttributeIds.Value, told)


async def tick(server, many, number):
    stamp = datetime.datetime.now(datetime.timezone.utc)
    space = server.iserver.aspace
    for i, node in enumerate(many):
        told = ua.DataValue(ua.Variant(float(number + i), ua.VariantType.Double), SourceTimestamp=stamp, ServerTimestamp=stamp)
        await space.write_attribute_value(node.nodeid, ua.AttributeIds.Value, told)


async def commands(server, nodes, many):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    number = 0
    while line := await reader.readline():
        verb, _, rest = line.decode().strip().partition(" ")
        name, _, told = rest.partition(" ")
        if verb == "set":
            kind = (await nodes[name].read_data_value()).Value.VariantType
            value = json.loads(told)
            await write(nodes[name], float("nan") if value == "nan" else value, kind)
        elif verb == "lie":
            value = json.loads(told)
            # Past the server's own check of types, as a careless server does: what has no value takes any.
            server.iserver.aspace._nodes[nodes[name].nodeid].attributes[ua.AttributeIds.Value].value = None
            await server.iserver.aspace.write_attribute_value(
                nodes[name].nodeid,
                ua.AttributeIds.Value,
                ua.DataValue(ua.Variant(value), SourceTimestamp=datetime.datetime.now(datetime.timezone.utc)),
            )
        elif verb == "status":
            value = await nodes[name].read_data_value(raise_on_bad_status=False)
            await write(nodes[name], value.Value.Value, value.Value.VariantType, status=int(told))
        elif verb == "time":
            ahead = datetime.timedelta(seconds=float(told))
            value = await nodes[name].read_data_value()
            await write(
                nodes[name],
                value.Value.Value + 1,
                value.Value.VariantType,
                source=datetime.datetime.now(datetime.timezone.utc) + ahead,
            )
        elif verb == "tick":
            number += 1
            await tick(server, many, number)
        print(json.dumps({"done": line.decode().strip()}), flush=True)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", help="makes and keeps a certificate here, and offers security")
    parser.add_argument("--names", default="localhost,127.0.0.1,::1")
    parser.add_argument("--from-days", type=float, default=-1)
    parser.add_argument("--until-days", type=float, default=100)
    parser.add_argument("--password")
    parser.add_argument(
        "--user-certificates", action="store_true", help="makes fitter.pem, who is let in, and stranger.pem in the folder"
    )
    parser.add_argument("--secure-only", action="store_true")
    parser.add_argument("--namespaces-before", type=int, default=0)
    parser.add_argument("--many", type=int, default=0)
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    server, space, fingerprint = await make(args)
    nodes, many = await fill(server, space, args)
    async with server:
        print(json.dumps({"ready": args.port, "fingerprint": fingerprint}), flush=True)
        await commands(server, nodes, many)


asyncio.run(main())
