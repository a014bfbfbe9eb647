# A device of bacpypes3 with a few objects that change and many that do not. Each line of the input is a change.
# Argument: port on 127.0.0.1.
import asyncio
import json
import sys

from bacpypes3.basetypes import EngineeringUnits, StatusFlags
from bacpypes3.ipv4.app import NormalApplication
from bacpypes3.local.analog import AnalogInputObject, AnalogValueObject
from bacpypes3.local.binary import BinaryValueObject
from bacpypes3.local.cmd import Commandable
from bacpypes3.local.device import DeviceObject
from bacpypes3.local.multistate import MultiStateValueObject
from bacpypes3.local.object import Object
from bacpypes3.object import CharacterStringValueObject as _CharacterStringValueObject
from bacpypes3.pdu import IPv4Address
from bacpypes3.service.cov import ChangeOfValueServices


class FieldApplication(NormalApplication, ChangeOfValueServices):
    pass


class CommandableAnalogValue(Commandable, AnalogValueObject):
    pass


class CharacterStringValueObject(Object, _CharacterStringValueObject):
    pass


async def main() -> None:
    device = DeviceObject(
        objectIdentifier="device,4711", objectName="field", vendorIdentifier=999, maxApduLengthAccepted=480,
        segmentationSupported="segmentedBoth", modelName="bacpypes3", vendorName="BACpypes",
    )
    app = FieldApplication(device, IPv4Address("127.0.0.1:" + sys.argv[1]))
    objects = {
        "supply": AnalogInputObject(objectIdentifier="analog-input,1", objectName="supply", presentValue=21.5,
                                    units=EngineeringUnits.degreesCelsius, covIncrement=0.1, statusFlags=StatusFlags([0, 0, 0, 0]),
                                    eventState="normal", outOfService=False),
        "setpoint": CommandableAnalogValue(objectIdentifier="analog-value,2", objectName="setpoint", presentValue=20.0,
                                           relinquishDefault=20.0, units=EngineeringUnits.degreesCelsius, covIncrement=0.1,
                                           statusFlags=StatusFlags([0, 0, 0, 0]), eventState="normal", outOfService=False),
        "fan": BinaryValueObject(objectIdentifier="binary-value,3", objectName="fan", presentValue="active",
                                 statusFlags=StatusFlags([0, 0, 0, 0]), eventState="normal", outOfService=False),
        "mode": MultiStateValueObject(objectIdentifier="multi-state-value,4", objectName="mode", presentValue=2,
                                      numberOfStates=4, statusFlags=StatusFlags([0, 0, 0, 0]), eventState="normal",
                                      outOfService=False),
        "label": CharacterStringValueObject(objectIdentifier="characterstring-value,5", objectName="label",
                                            presentValue="空调 7", statusFlags=StatusFlags([0, 0, 0, 0])),
    }
    for one in objects.values():
        app.add_object(one)
    for n in range(600):
        app.add_object(AnalogValueObject(
            objectIdentifier="analog-value,%d" % (1000 + n), objectName="point %d" % n, presentValue=float(n),
            units=EngineeringUnits.percent, statusFlags=StatusFlags([0, 0, 0, 0]), eventState="normal", outOfService=False,
            covIncrement=1.0))
    print(json.dumps({"ready": True}), flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        told = json.loads(line)
        target = objects[told["object"]]
        if "flags" in told:
            target.statusFlags = StatusFlags(told["flags"])
        if "value" in told:
            target.presentValue = told["value"]


asyncio.run(main())
