# Hears everything of Sparkplug at a broker and tells each message as a JSON line, decoded with the schema of Eclipse Tahu.
# Lines on stdin: `rebirth <group> <node>`, `write <group> <node> <device> <name>`, `state <host> <online> <timestamp>`.
import json
import sys
import time

import paho.mqtt.client as mqtt
from google.protobuf.json_format import MessageToDict
from pysparkplug._protobuf import sparkplug_b_pb2 as schema

host, port = sys.argv[1], int(sys.argv[2])


def say(**what):
    print(json.dumps(what), flush=True)


def heard(client, data, message):
    if "/STATE/" in message.topic:
        say(topic=message.topic, state=json.loads(message.payload))
        return
    payload = schema.Payload.FromString(message.payload)
    say(
        topic=message.topic,
        qos=message.qos,
        retain=message.retain,
        payload=MessageToDict(payload, preserving_proto_field_name=True),
    )


def command(topic, name):
    payload = schema.Payload(timestamp=int(time.time() * 1000))
    metric = payload.metrics.add()
    metric.name = name
    metric.timestamp = payload.timestamp
    metric.boolean_value = True
    client.publish(topic, payload.SerializeToString())


client = mqtt.Client()
client.on_message = heard
client.connect(host, port)
client.subscribe("spBv1.0/#", 1)
client.loop_start()
say(ready=True)
for line in sys.stdin:
    word, *rest = line.split()
    if word == "rebirth":
        command("spBv1.0/%s/NCMD/%s" % tuple(rest), "Node Control/Rebirth")
    elif word == "write":
        command("spBv1.0/%s/DCMD/%s/%s" % tuple(rest[:3]), rest[3])
    elif word == "state":
        state = {"online": rest[1] == "true", "timestamp": int(rest[2])}
        client.publish("spBv1.0/STATE/" + rest[0], json.dumps(state), qos=1, retain=True)
