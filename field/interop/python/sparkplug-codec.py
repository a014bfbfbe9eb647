# Reads payloads as hex lines with the schema of Eclipse Tahu (as pysparkplug compiles it) and writes them back in order.
import sys

from google.protobuf import unknown_fields
from pysparkplug._protobuf import sparkplug_b_pb2 as schema

for line in sys.stdin:
    payload = schema.Payload.FromString(bytes.fromhex(line.strip()))
    strange = len(unknown_fields.UnknownFieldSet(payload))
    print('{"hex": "%s", "strange": %d}' % (payload.SerializeToString(deterministic=True).hex(), strange), flush=True)
