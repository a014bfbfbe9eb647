"""The whole cycle of a handle with pyhandle's REST client, as its users write it: each step prints one line
of JSON, so that whoever started it can compare. Arguments: the server's address, the prefix, index:handle of
the administrator; the key comes in the environment."""
import json
import os
import sys

import requests
from pyhandle.client.resthandleclient import RESTHandleClient
from pyhandle.handleexceptions import (
    GenericHandleError,
    HandleAlreadyExistsException,
    HandleAuthenticationError,
    HandleNotFoundException,
    ReverseLookupException,
)

url, prefix, username = sys.argv[1:4]
password = os.environ["HANDLE_PASSWORD"]


def client_with(key, **more):
    return RESTHandleClient.instantiate_with_username_and_password(
        url, username, key, handleowner=username, **more
    )


def say(step, found):
    print(json.dumps({"step": step, "found": found}, sort_keys=True), flush=True)


def raised(kind, action):
    try:
        action()
    except kind as error:
        return type(error).__name__
    return None


def texts(client, handle):
    record = client.retrieve_handle_record_json(handle)
    return record and {v["type"]: v["data"]["value"] for v in record["values"] if v["type"] != "HS_ADMIN"}


client = client_with(password)
handle = f"{prefix}/pyhandle-1"

say("register", client.register_handle(handle, "http://example.org/1", checksum="abc", NAME="首个"))
say("record", texts(client, handle))
say("register again", raised(HandleAlreadyExistsException, lambda: client.register_handle(handle, "x")))
say("add", client.modify_handle_value(handle, ttl=600, COLOUR="red"))
say("modify", client.modify_handle_value(handle, NAME="第二", COLOUR="blue"))
say("record of modify", texts(client, handle))
say("one value", client.get_value_from_handle(handle, "COLOUR"))
say("by type", client.retrieve_handle_record(handle, type=["COLOUR", "NAME"]))
say("by index", list(client.retrieve_handle_record(handle, indices=[1])))
say("authoritative", client.retrieve_handle_record(handle, auth=True)["URL"])
say("add without overwrite", client.add_handle_value(handle, SIZE="large"))
say(
    "existing without overwrite",
    raised(GenericHandleError, lambda: client.add_handle_value(handle, SIZE="small")),
)
say("delete value", client.delete_handle_value(handle, ["COLOUR", "SIZE"]))
say("record of delete", texts(client, handle))
say("overwrite", client.register_handle(handle, "http://example.org/2", overwrite=True))
say("record of overwrite", texts(client, handle))
entries = [
    {"index": 1, "type": "URL", "data": {"format": "string", "value": "http://example.org/3"}, "ttl": 60},
    {"index": 2, "type": "BYTES", "data": {"format": "base64", "value": "AAEC"}},
]
say("json", client.register_handle_json(f"{prefix}/pyhandle-2", entries))
say("record of json", texts(client, f"{prefix}/pyhandle-2"))
minted = client.generate_and_register_handle(prefix, "http://example.org/4")
say("generate", minted.startswith(f"{prefix}/"))
say("record of generate", texts(client, minted))
# what pyhandle has no method for, with the header that it sends
session = requests.Session()
session.auth = (requests.utils.quote(username), password.encode("utf-8"))
mint = session.put(
    f"{url}/api/handles/{prefix}/?mintNewSuffix=true&overwrite=false",
    json={"values": entries + client.retrieve_handle_record_json(minted, type="HS_ADMIN")["values"]},
)
say("mint", [mint.status_code, mint.json()["handle"].startswith(f"{prefix}/")])
listed = session.get(f"{url}/api/handles", params={"prefix": f"0.NA/{prefix}"}).json()
say("list", sorted(h for h in listed["handles"] if "/pyhandle-" in h))
say("wrong password", raised(HandleAuthenticationError, lambda: client_with("no").delete_handle(handle)))
say("delete", client.delete_handle(handle))
say("gone", client.retrieve_handle_record_json(handle))
say("delete again", raised(HandleNotFoundException, lambda: client.delete_handle(handle)))
say("no record to modify", raised(HandleNotFoundException, lambda: client.modify_handle_value(handle, A="b")))
searcher = RESTHandleClient.instantiate_for_read_and_search(url, username, password)
say("search", raised(ReverseLookupException, lambda: searcher.search_handle(URL="http://example.org/*")))
