# A mail server: takes mail of the one who logs in, writes each into a file of the folder, prints its port first.
import asyncio
import json
import os
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder = sys.argv[1]
count = 0


class Handler:
    async def handle_DATA(self, server, session, envelope):
        global count
        count += 1
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "content": envelope.content.decode("utf-8"),
        }
        temporary = os.path.join(folder, ".part")
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(mail, file)
        os.rename(temporary, os.path.join(folder, f"{count}.json"))
        return "250 OK"


def known(server, session, envelope, mechanism, data):
    ok = isinstance(data, LoginPassword) and data.password == b"secret"
    return AuthResult(success=ok, handled=False)


async def main():
    def made():
        return SMTP(
            Handler(),
            authenticator=known,
            auth_required=True,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
