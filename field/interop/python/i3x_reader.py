"""CESMII's i3X client against a server: walks the tree, reads, asks for the past, follows a signal both ways, writes.

Arguments: address, token, machine, signal. Prints one JSON object.
"""

import json
import sys
import threading
import warnings

import i3x

warnings.simplefilter("error")
address, token, machine, signal = sys.argv[1:]
told = {}
changes = []
heard = threading.Event()


def on_change(_client, change):
    changes.append([change.element_id, change.quality, change.timestamp])
    if len(changes) >= 3:
        heard.set()


def refused(work):
    try:
        work()
        return "taken"
    except i3x.errors.I3XError as error:
        return type(error).__name__


with i3x.Client(address, token=token) as client:
    client.on_value_change = on_change
    info = client.get_info()
    told["version"] = info.spec_version
    told["namespaces"] = len(client.get_namespaces())
    types = client.get_object_types()
    told["types"] = len(client.query_object_types([types[0].element_id]))
    told["relations"] = len(client.get_relationship_types())
    objects = client.get_objects()
    known = {one.element_id for one in objects}
    told["orphans"] = [one.element_id for one in objects if one.parent_id and one.parent_id not in known]
    told["roots"] = sorted(one.element_id for one in client.get_objects(root=True))
    told["machine"] = client.get_object(machine, include_metadata=True).display_name
    parts = client.get_related_objects([machine], relationship_type="HasComponent")
    told["parts"] = sorted(one.object.element_id for one in parts)
    value = client.get_value(signal)
    told["value"] = [isinstance(value.value, (int, float)), value.quality, value.timestamp]
    told["whole"] = sorted((client.get_value(machine, max_depth=0).components or {}).keys())
    told["history"] = [
        [one.value, one.quality, one.timestamp]
        for one in client.get_history(signal, start_time="2020-01-01T00:00:00Z").values
    ]
    subscription = client.subscribe([signal])
    told["streamed"] = heard.wait(20)
    told["changes"] = changes[:3]
    client.unsubscribe(subscription)
    polled = client.create_subscription()
    client.register_items(polled, [signal])
    batches = []
    for _ in range(100):
        batches = client.sync_subscription(polled)
        if batches:
            break
        threading.Event().wait(0.1)
    last = batches[-1].sequence_number
    told["polled"] = [update.element_id for batch in batches for update in batch.updates][:1]
    again = client.sync_subscription(polled, last_sequence_number=last)
    told["acknowledged"] = all(batch.sequence_number > last for batch in again)
    told["written"] = refused(lambda: client.update_value(signal, 1))
    told["unknown"] = refused(lambda: client.get_value("88.118.8/M-nobody/x"))
told["stranger"] = refused(lambda: i3x.Client(address, token="nobody").connect())
print(json.dumps(told))
