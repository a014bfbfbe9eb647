"""A pymodbus server with known contents. Arguments: the host, `socket` or `rtu`. Prints its port. Units 1 and 3 answer,
all others keep silent; registers 0 to 199 and bits 0 to 99 exist. A line on the standard input ends it."""
import asyncio
import struct
import sys

from pymodbus import FramerType, ModbusDeviceIdentification
from pymodbus.client.mixin import ModbusClientMixin as Mixin
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import ModbusTcpServer

host, framing = sys.argv[1:3]
types = Mixin.DATATYPE
registers = [0] * 200


def put(at, value, kind, order="big"):
    words = Mixin.convert_to_registers(value, kind, word_order=order)
    registers[at : at + len(words)] = words


put(0, -2, types.INT16)
put(1, 65535, types.UINT16)
put(2, -123456789, types.INT32)
put(4, 4000000000, types.UINT32)
put(6, -(2**62) - 1, types.INT64)
put(10, 2**64 - 1, types.UINT64)
put(14, 123.456, types.FLOAT32)
put(16, -1.5e300, types.FLOAT64)
put(20, 123.456, types.FLOAT32, "little")
put(22, 4000000000, types.UINT32, "little")
put(24, "Hello, pump", types.STRING)
# bytes swapped in each register, which pymodbus has no word for
swapped = struct.unpack(">2H", struct.pack(">f", 123.456))
registers[40:42] = [((w & 255) << 8) | (w >> 8) for w in swapped]
registers[42:44] = list(reversed(registers[40:42]))
registers[44] = 0x1234
registers[45] = 0b0000_0010_0000_0000
put(46, float("nan"), types.FLOAT32)


def context(values):
    bits = [i % 3 == 0 for i in range(100)]
    # pymodbus counts the first register of a block as 1
    return ModbusDeviceContext(
        di=ModbusSequentialDataBlock(1, list(bits)),
        co=ModbusSequentialDataBlock(1, list(bits)),
        hr=ModbusSequentialDataBlock(1, list(values)),
        ir=ModbusSequentialDataBlock(1, list(values)),
    )


async def main():
    identity = ModbusDeviceIdentification(
        info_name={"VendorName": "Jingwei tests", "ProductCode": "P-1", "ModelName": "Pump", "MajorMinorRevision": "3.1"}
    )
    server = ModbusTcpServer(
        ModbusServerContext(devices={1: context(registers), 3: context([7] * 200)}, single=False),
        framer=FramerType.RTU if framing == "rtu" else FramerType.SOCKET,
        identity=identity,
        address=(host, 0),
        ignore_missing_devices=True,
    )
    await server.serve_forever(background=True)
    print(server.transport.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


asyncio.run(main())
