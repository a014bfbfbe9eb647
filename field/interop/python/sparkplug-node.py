# A Sparkplug edge node of pysparkplug: births with every scalar type, changes, commands echoed. Commands come as lines on
# stdin, what it hears goes to stdout as JSON lines.
import datetime
import json
import sys

import pysparkplug as psp

host, port, group, node, device = sys.argv[1], int(sys.argv[2]), *sys.argv[3:6]
now = psp.get_current_timestamp
types = psp.DataType


def metric(name, datatype, value):
    return psp.Metric(timestamp=now(), name=name, datatype=datatype, value=value)


def say(**what):
    print(json.dumps(what), flush=True)


def heard(scope):
    def callback(edge, message):
        for one in message.payload.metrics:
            say(heard=scope, name=one.name, value=one.value)
            if scope == "node" and one.name == "Node Control/Rebirth":
                say(rebirth=True)

    return callback


values = [
    metric("Int8", types.INT8, -128),
    metric("Int16", types.INT16, -30000),
    metric("Int32", types.INT32, -2147483648),
    metric("Int64", types.INT64, -(2**53 - 1)),
    metric("UInt8", types.UINT8, 255),
    metric("UInt16", types.UINT16, 65535),
    metric("UInt32", types.UINT32, 4294967295),
    metric("UInt64", types.UINT64, 2**53 - 1),
    metric("Wide", types.UINT64, 2**64 - 1),
    metric("Float", types.FLOAT, 0.5),
    metric("Double", types.DOUBLE, 21.25),
    metric("Boolean", types.BOOLEAN, True),
    metric("String", types.STRING, "温度"),
    metric("Text", types.TEXT, "long text"),
    metric("UUID", types.UUID, "0b7f6d8e-0000-4000-8000-000000000000"),
    metric(
        "DateTime",
        types.DATETIME,
        datetime.datetime(2022, 6, 24, 21, 57, 55, tzinfo=datetime.timezone.utc),
    ),
    metric("Bytes", types.BYTES, b"\x00\xff"),
    metric("Int32Array", types.INT32_ARRAY, (-1, 315338746)),
    metric("UInt64Array", types.UINT64_ARRAY, (52, 16444743074749521625)),
    metric("BooleanArray", types.BOOLEAN_ARRAY, (False, False, True, True, False, True, False, False, True)),
    metric("StringArray", types.STRING_ARRAY, ("ABC", "hello")),
    metric("Folder/Inner tag", types.DOUBLE, 1.5),
]
edge = psp.EdgeNode(group, node, [metric("uptime", types.INT32, 1)], cmd_callback=heard("node"))
edge.register(psp.Device(device, values, cmd_callback=heard("device")))
edge.connect(host, port=port)
say(ready=True)
for line in sys.stdin:
    word, *rest = line.split()
    if word == "data":
        edge.update_device(device, [metric("Double", types.DOUBLE, float(rest[0]))])
    elif word == "node":
        edge.update([metric("uptime", types.INT32, int(rest[0]))])
    elif word == "gone":
        edge.deregister(device)
    elif word == "stop":
        edge.disconnect()
        break
say(ended=True)
